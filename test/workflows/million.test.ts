import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { sentKey } from '../../adapters/guest-ledger.ts';
import { suppressionKey } from '../../adapters/suppressions.ts';
import { rangeUnits } from '../../domain/cost/usage.ts';
import { type AudienceRange, RANGE_SIZE, rangeCutter } from '../../domain/invite/audience.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { EMPTY_TALLY } from '../../domain/invite/run.ts';
import type { Json } from '../../local/engine/contract.ts';
import { createStepFunctions } from '../../local/engine/step-functions.ts';
import { readWorkflows, substitutions, workflowArn } from '../../local/workflows.ts';
import { testMac } from '../fixtures/mac.ts';
import { stillClock } from '../local/engine/virtual-clock.ts';

const GUESTS = 1_000_000;
const MAILS_PER_SECOND = 1_000;
/** What DynamoDB takes for one partition key, write units a second. */
const PARTITION_LIMIT = 1_000;
/** What we allow ourselves of Step Functions' 256 KiB. */
const PAYLOAD_LIMIT = 32 * 1_024;

test('with a million guests in one event no partition key gets 1,000 writes a second at 1,000 mails a second', () => {
  const sample = 100_000;
  const writes = new Map<string, number>();
  const add = (pk: string, count: number) => writes.set(pk, (writes.get(pk) ?? 0) + count);
  for (let i = 0; i < sample; i += 1) {
    const guestKey = guestKeyOf(testMac, `guest-${i}@example.net`);
    // Settled, and one thing that SES said; at worst everybody bounces and is suppressed in the same second.
    add(sentKey('event', guestKey).pk, 2);
    add(suppressionKey(guestKey).pk, 1);
  }
  const perSecond = [...writes.values()].map((count) => (count / sample) * MAILS_PER_SECOND);
  const figures = { guests: GUESTS, mails: GUESTS, rate: MAILS_PER_SECOND, readsAnswers: false };
  // Claims, fences and releases of all ranges lie in the partition of their run.
  const ofRun = ((rangeUnits(figures).writes - GUESTS) / GUESTS) * MAILS_PER_SECOND;
  expect(Math.max(...perSecond, ofRun)).toBeLessThan(PARTITION_LIMIT / 10);
});

/** The manifest of a million guests with the longest rows that an address and a name can make. */
function longestManifest(): readonly AudienceRange[] {
  const row = { guestKey: 'g'.repeat(26), address: 'a'.repeat(254), name: 'é'.repeat(200) };
  const octets = Buffer.byteLength(`${JSON.stringify(row)}\n`);
  const cutter = rangeCutter();
  const ranges = Array.from({ length: GUESTS }, () => cutter.add(octets));
  return ranges.filter((range) => range !== undefined);
}

/** The longest text in an event: an input, an output, a cause. */
const longest = (event: object): number =>
  Math.max(
    0,
    ...Object.values(event).map((value) => {
      if (typeof value === 'string') return Buffer.byteLength(value);
      return typeof value === 'object' && value !== null && !(value instanceof Date)
        ? longest(value)
        : 0;
    }),
  );

test('no payload of the execution that delivers to a million guests is over 32 KiB', async () => {
  const manifest = longestManifest();
  let [calls, widest] = [0, 0];
  const engine = createStepFunctions({
    ...{ clock: stillClock, databaseFile: ':memory:' },
    ...{ region: 'us-east-1', accountId: '000000000000' },
    ports: {
      invokeLambda: async (_, payload) => {
        calls += 1;
        widest = Math.max(widest, Buffer.byteLength(JSON.stringify(payload)));
        const { range } = payload as { range: AudienceRange };
        const result = { range: range.range, ...EMPTY_TALLY, state: 'done', sent: range.count };
        return { ok: true, payload: result as Json };
      },
      readObject: async () =>
        (async function* () {
          for (const range of manifest) yield Buffer.from(`${JSON.stringify(range)}\n`);
        })(),
      listObjects: async function* () {},
      writeObject: async () => undefined,
    },
  });
  const values = substitutions({ mail: 'mail', data: 'data' });
  for (const source of readWorkflows(values)) engine.load(source);
  const { executionArn = '' } = await engine.startExecution({
    stateMachineArn: workflowArn('deliver'),
    input: JSON.stringify({ runId: 'r'.repeat(26), pass: 1, workers: 100, ratePerWorker: 50 }),
  });
  const ended = await engine.untilEnded(executionArn);
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await engine.getExecutionHistory({ executionArn, maxResults: 1_000, nextToken });
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect(ended.status).toBe('SUCCEEDED');
  expect(calls).toBe(GUESTS / RANGE_SIZE);
  expect(Math.max(widest, longest(ended), ...events.map(longest))).toBeLessThan(PAYLOAD_LIMIT);
  // A STANDARD execution ends for good at 25,000 events: the children's own are not among them.
  expect(events.length).toBeLessThan(100);
}, 120_000);
