import { expect, test } from '@jest/globals';
import { until } from '../../local/demo/api.ts';
import { letIn, untilQuiet } from './inbound.ts';
import { bySmtp } from './invitations.ts';
import { countMails, listOutMails, usePrivateStack } from './private-stack.ts';

const WHO = 'grace@corp.example';
const at = usePrivateStack({ CONVOKE_ORGANIZERS: `${WHO},*@other.example` });

const unproven = (who: string) =>
  bySmtp(who, at().stack.endpoints.mailboxes.calendar, {
    verdicts: 'dkim=pass:google.com dmarc=fail',
  });

const linkIn = (raw: string): string =>
  /http:\/\/\S+\/confirm\/\S+/.exec(raw.replace(/=\r?\n/g, '').replace(/=3D/g, '='))?.[0] ?? '';

const events = async (): Promise<number> =>
  (await at().api.get<{ items: unknown[] }>('/v1/events')).items.length;

test('A27 a known organizer is asked once, and their word lets the mail through', async () => {
  expect(await letIn(at(), unproven(WHO))).toMatchObject({ verdict: 'HOLD unconfirmed', mails: 1 });
  expect(await letIn(at(), unproven(WHO))).toMatchObject({ verdict: 'HOLD unconfirmed', mails: 0 });
  const [question] = await listOutMails(at(), WHO);
  const link = linkIn(question?.raw ?? '');
  expect(link).toMatch(/^http:/);

  for (const method of ['GET', 'HEAD', 'GET']) {
    expect((await fetch(link, { method })).status).toBe(200);
  }
  await untilQuiet(at());
  expect(await events()).toBe(0);
  expect(await countMails(at())).toBe(1);

  const pressed = await Promise.all([
    fetch(link, { method: 'POST' }),
    fetch(link, { method: 'POST' }),
  ]);
  expect(pressed.map(({ status }) => status)).toContain(200);
  await until('the event', 20, async () => ((await events()) === 1 ? true : undefined));
  await untilQuiet(at());
  // The question and the answer in their own calendar.
  expect(await countMails(at(), WHO)).toBe(2);

  expect((await fetch(link, { method: 'POST' })).status).toBe(410);
  await untilQuiet(at());
  expect([await events(), await countMails(at(), WHO)]).toEqual([1, 2]);
});

test("a link with one other character is nobody's", async () => {
  const [question] = await listOutMails(at(), WHO);
  const link = linkIn(question?.raw ?? '');
  const altered = link.slice(0, -1) + (link.endsWith('a') ? 'b' : 'a');
  for (const method of ['GET', 'POST']) {
    expect((await fetch(altered, { method })).status).toBe(404);
  }
});

test('a pattern makes nobody known: a forged From of the domain gets no mail', async () => {
  const fate = await letIn(at(), unproven('victim@other.example'));
  expect(fate).toMatchObject({ verdict: 'DROP auth_fail', mails: 0 });
});
