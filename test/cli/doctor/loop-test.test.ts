import { afterEach, expect, test } from '@jest/globals';
import type { LoopFacts } from '../../../cli/doctor/facts.ts';
import type { Patient } from '../../../cli/doctor/installation.ts';
import { runLoopTest } from '../../../cli/doctor/loop-test.ts';
import type { Aws } from '../../../cli/doctor/ports.ts';
import { CANNED } from '../canned.ts';
import { type Answer, type FakeStack, startFakeStack } from '../fake-stack.ts';
import { known, PARTS } from './sample-facts.ts';

const { EVENT, LIST, RUN, STATS } = CANNED;
let stack: FakeStack;
afterEach(() => stack.close());

const upload = { method: 'POST', url: '{base}/put', fields: {} };
const inbound = (...items: object[]): Answer => ({ body: { items } });
const mail = (mailId: string, rest: object = {}) => ({ mailId, mailbox: 'calendar', ...rest });
const OLD = mail('old', { outcome: 'DROP', reason: 'loop' });
const BACK = mail('new', { outcome: 'DROP', reason: 'loop' });

const ROUTES: Readonly<Record<string, readonly Answer[]>> = {
  'POST /v1/events': [{ status: 201, body: EVENT }],
  'POST /v1/events/ev1/lists': [{ status: 201, body: { ...LIST, upload } }],
  'POST /put': [{ body: {} }],
  'GET /v1/lists/list1': [{ body: { ...LIST, state: 'reading' } }, { body: LIST }],
  'POST /v1/events/ev1/runs': [{ status: 202, body: RUN }],
  'GET /v1/runs/run1': [{ body: RUN }, { body: { ...RUN, state: 'finished', total: 1, sent: 1 } }],
  'GET /v1/events/ev1/stats': [
    { body: { ...STATS, delivered: 0 } },
    { body: { ...STATS, delivered: 1 } },
  ],
  'GET /v1/inbound?limit=200': [inbound(OLD), inbound(mail('new'), OLD), inbound(BACK, OLD)],
};

/** Runs the test against a deployed installation whose API answers as said; time passes at once. */
async function loop(changes: Readonly<Record<string, readonly Answer[]>>) {
  stack = await startFakeStack({ ...ROUTES, ...changes });
  const sent: Parameters<Aws['sendMail']>[0][] = [];
  const said: string[] = [];
  const sendMail: Aws['sendMail'] = async (each) => {
    sent.push(each);
  };
  const patient = {
    installation: PARTS.INSTALLATION,
    aws: { sendMail } as Aws,
    api: {
      http: stack.base,
      apiKey: 'key',
      region: 'eu-west-1',
      aws: {},
      stateMachines: {},
      file: 'x',
    },
  } satisfies Patient;
  let slept = 0;
  const sleep = async (ms: number) => {
    slept += ms;
  };
  const world = { sleep } as Parameters<typeof runLoopTest>[1];
  const facts = await runLoopTest(patient, world, (text) => said.push(text));
  return { facts, sent, said, slept };
}

test('both mails go out and are seen to come back', async () => {
  const { facts, sent, said } = await loop({});
  expect(facts).toEqual({
    invitation: known({ run: 'finished', sent: 1, delivered: 1 }),
    mail: known({ isBack: true, others: [] }),
    seconds: 180,
  } satisfies LoopFacts);
  const { from, to, raw } = sent[0] ?? { from: '', to: '', raw: '' };
  expect({ from, to, count: sent.length }).toEqual({
    from: 'doctor@events.example.org',
    to: 'calendar@events.example.org',
    count: 1,
  });
  expect(raw).toMatch(/^X-Convoke: loop-test\r$/m);
  expect(stack.seen.find(({ url }) => url === '/put')?.body).toContain(
    '\r\n\r\nemail\nsuccess@simulator.amazonses.com\n\r\n--',
  );
  expect(said.at(-1)).toBe('Loop test: invitation is delivered; mail to us is back.');
});

test('what does not come back is waited for three minutes, and what came instead is told', async () => {
  const other = mail('other', { outcome: 'HOLD', reason: 'poison' });
  const { facts, slept } = await loop({
    'GET /v1/events/ev1/stats': [{ body: { ...STATS, delivered: 0 } }],
    'GET /v1/inbound?limit=200': [
      inbound(OLD),
      inbound(other, { ...BACK, mailId: 'reply', mailbox: 'invites' }, OLD),
    ],
  });
  expect(facts).toMatchObject({
    invitation: known({ run: 'finished', sent: 1, delivered: 0 }),
    mail: known({ isBack: false, others: ['HOLD poison'] }),
  });
  expect(slept / 1_000).toBeGreaterThan(2 * 180);
  expect(slept / 1_000).toBeLessThan(2 * 180 + 10);
});

test('a list that is refused and a run that does not finish are told with their reason', async () => {
  const fault = { reason: 'empty_file', sentence: 'The file is empty.' };
  const refused = await loop({
    'GET /v1/lists/list1': [{ body: { ...LIST, state: 'refused', fault } }],
  });
  expect(refused.facts.invitation).toMatchObject({
    value: { run: 'not started: the list is refused', why: 'The file is empty.' },
  });
  await stack.close();
  const halted = await loop({
    'GET /v1/runs/run1': [{ body: { ...RUN, state: 'needs_attention', detail: 'SES said no' } }],
  });
  expect(halted.facts.invitation).toMatchObject({
    value: { run: 'needs_attention', why: 'SES said no', sent: 0 },
  });
});

test('an API that refuses is no answer, with what helps in the cloud', async () => {
  const problem = { code: 'scope', title: 'The key may not do this', detail: 'make another' };
  const { facts } = await loop({ 'POST /v1/events': [{ status: 403, body: problem }] });
  expect(facts.invitation).toEqual({
    known: false,
    why: 'The key may not do this: make another.',
    whatNow: 'Set CONVOKE_API_KEY to a key that may send.',
  });
  expect(facts.mail).toEqual(known({ isBack: true, others: [] }));
});
