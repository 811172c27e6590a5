import { expect, test } from '@jest/globals';
import { until } from '../../local/demo/api.ts';
import { countMails, usePrivateStack } from './private-stack.ts';
import { createOwnedEvent, type RunAnswer, startRun, untilRunEnds, uploadList } from './sending.ts';

const stack = usePrivateStack({
  CONVOKE_SEND_RATE: '400',
  CONVOKE_BRAKE_SECONDS: '2',
  CONVOKE_SILENCE_SECONDS: '6',
});

const OWNER = 'owner@example.org';

/** A list of guests, of whom every n-th address bounces. */
const listOf = (name: string, guests: number, nth = Number.POSITIVE_INFINITY): string =>
  `email\n${Array.from({ length: guests }, (_, index) =>
    index % nth === 0
      ? `bounce+${name}${index}@simulator.amazonses.com`
      : `${name}${index}@example.net`,
  ).join('\n')}\n`;

async function send(name: string, rows: string): Promise<string> {
  const { api } = stack();
  const eventId = await createOwnedEvent(api, `Control ${name}`, OWNER);
  const { listId } = await uploadList(api, eventId, rows);
  return startRun(api, eventId, listId);
}

const read = (runId: string) => stack().api.get<RunAnswer>(`/v1/runs/${runId}`);
const wish = (runId: string, what: string) =>
  stack().api.post<RunAnswer>(`/v1/runs/${runId}/${what}`, {});

const untilSent = (runId: string, count: number) =>
  until(`${count} mails`, 30, async () => ((await read(runId)).sent >= count ? true : undefined));

test('a run is paused, is resumed and mails everybody once', async () => {
  const runId = await send('pause', listOf('p', 900));
  await untilSent(runId, 100);
  expect(await wish(runId, 'pause')).toMatchObject({ state: 'paused' });
  expect((await read(runId)).sent).toBeLessThan(900);
  await wish(runId, 'resume');
  expect(await untilRunEnds(stack().api, runId)).toMatchObject({ state: 'finished', sent: 900 });
  expect(await countMails(stack(), 'p1@example.net')).toBe(1);
}, 60_000);

test('a run is stopped: it adds up, and a new run of the same list reaches the others', async () => {
  const { api } = stack();
  const eventId = await createOwnedEvent(api, 'Control stop', OWNER);
  const { listId } = await uploadList(api, eventId, listOf('s', 900));
  const runId = await startRun(api, eventId, listId);
  await untilSent(runId, 100);
  await wish(runId, 'stop');
  const stopped = await untilRunEnds(api, runId);
  expect(stopped).toMatchObject({ state: 'stopped', reason: 'asked', failed: 0, total: 900 });
  expect(stopped.sent + stopped.skipped).toBe(900);
  expect(stopped.skippedByReason.stopped).toBe(stopped.skipped);
  const next = await untilRunEnds(api, await startRun(api, eventId, listId));
  expect(next).toMatchObject({ state: 'finished', sent: stopped.skipped, skipped: stopped.sent });
}, 60_000);

test('a big list of which 12 % bounce is stopped after its first thousand, and its organizer is told (Table B, B18)', async () => {
  const runId = await send('bounces', listOf('b', 1_500, 8));
  const run = await untilRunEnds(stack().api, runId);
  expect(run).toMatchObject({ state: 'stopped', reason: 'too_many_bounces', total: 1_500 });
  expect(run.sent).toBeLessThanOrEqual(1_000);
  expect(run.sent + run.skipped + run.failed).toBe(1_500);
  await until('the report', 10, async () =>
    (await countMails(stack(), OWNER)) > 0 ? true : undefined,
  );
}, 60_000);

test('a big list that nobody objects to goes on after its first thousand', async () => {
  const runId = await send('good', listOf('g', 1_100, 100));
  await until('the first thousand', 30, async () =>
    (await read(runId)).reason === 'first_thousand' ? true : undefined,
  );
  expect(await untilRunEnds(stack().api, runId)).toMatchObject({ state: 'finished', sent: 1_100 });
}, 60_000);
