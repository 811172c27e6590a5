import { expect, test } from '@jest/globals';
import { PORT_VARIABLES } from '../../local/settings.ts';
import { scratchFolder } from '../local/scratch-folder.ts';
import { failToStart } from './child-stack.ts';
import { START_MS, usePrivateStack } from './private-stack.ts';

const at = usePrivateStack();

const RAW = 'From: a@corp.example\r\nTo: b@example.test\r\nSubject: x\r\n\r\nx\r\n';

async function refusalOf(
  to: string,
): Promise<{ responseCode?: number; response?: string; command?: string }> {
  const sent = at().smtp.sendMail({ envelope: { from: 'a@corp.example', to: [to] }, raw: RAW });
  return sent.then(
    () => ({}),
    (refusal: unknown) => refusal as { responseCode?: number; response?: string; command?: string },
  );
}

test('an unknown recipient at our domain is refused in RCPT, and the sender reads which there are', async () => {
  const { responseCode, response, command } = await refusalOf('nobody@example.test');
  expect({ responseCode, command }).toEqual({ responseCode: 550, command: 'RCPT TO' });
  expect(response).toMatch(/^550 5\.1\.1 .*calendar@example\.test/);
});

test.each([
  'guest@guests.example',
  'calendar@sub.example.test',
  'calendar@example.test.evil.example',
])('mail for the foreign address %s is not relayed', async (to) => {
  expect(await refusalOf(to)).toMatchObject({ responseCode: 550, command: 'RCPT TO' });
});

test.each([
  'calendar@example.test',
  'CALENDAR@Example.Test',
  'invites@example.test',
  'bulk@example.test',
])('mail for %s is taken', async (to) => {
  expect(await refusalOf(to)).toEqual({});
});

const portOf = (url: string): number => Number(new URL(url).port);

test.each(Object.entries(PORT_VARIABLES))(
  'a stack whose %s port is taken says which port and that %s sets another',
  async (name, variable) => {
    const { endpoints } = at().stack;
    const taken = {
      http: portOf(endpoints.http),
      smtp: endpoints.smtp.port,
      mailbox: portOf(endpoints.mailbox),
      aws: portOf(endpoints.aws.states),
      table: portOf(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? ''),
    }[name];
    const { code, said } = await failToStart(scratchFolder(), { [variable]: String(taken) });
    expect(code).toBe(1);
    expect(said).toMatch(
      new RegExp(`^port ${taken} on 127\\.0\\.0\\.1, .*is taken: .* in ${variable}\\n$`),
    );
  },
  START_MS,
);

test(
  'a data folder that another process works on is refused with what to set',
  async () => {
    const { code, said } = await failToStart(at().folder, {});
    expect(code).toBe(1);
    expect(said).toMatch(/is open in another process: .*CONVOKE_DATA\n$/);
  },
  START_MS,
);

test.each([
  ['CONVOKE_SMTP_PORT', '99999'],
  ['CONVOKE_SEND_RATE', 'fast'],
])(
  'a %s of %s is refused with what it may be',
  async (variable, value) => {
    const { code, said } = await failToStart(scratchFolder(), { [variable]: value });
    expect(code).toBe(1);
    expect(said).toMatch(
      new RegExp(`^${variable} is «${value}»: set it to a whole number from 0 to \\d+\\n$`),
    );
  },
  START_MS,
);
