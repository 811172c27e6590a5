import { beforeEach, expect, test } from '@jest/globals';
import { claimRange, releaseRange } from '../../adapters/range-claims.ts';
import { createRun, readRun, updateRun } from '../../adapters/run-store.ts';
import { readSendView } from '../../adapters/send-view.ts';
import { EMPTY_TALLY } from '../../domain/invite/run.ts';
import { handler } from '../../functions/record-delivery/handler.ts';
import { contextOf } from './lambda-context.ts';
import { openWorld } from './world.ts';

await openWorld();

type Said = Readonly<{ guest: string; send?: string; run?: string; event?: string }> &
  (
    | Readonly<{ type: 'Bounce'; bounceType: 'Permanent' | 'Transient' | 'Undetermined' }>
    | Readonly<{ type: 'Complaint' | 'Delivery' }>
  );

let count = 0;

beforeEach(() => {
  count += 1;
});

/** A guest of this test alone. */
const guestOf = (name: string): string => `${name}${count}`.padEnd(26, 'a');

function record(said: Said) {
  const { guest, send = 'send', run, event = 'event', type } = said;
  const tags = { evt: [event], gst: [guestOf(guest)], snd: [send], ...(run && { run: [run] }) };
  const bounce = type === 'Bounce' && { bounce: { bounceType: said.bounceType } };
  const detail = {
    eventType: type,
    mail: { timestamp: new Date().toISOString(), tags },
    ...bounce,
  };
  return { messageId: 'm', body: JSON.stringify({ detail }) };
}

const tell = (...said: readonly Said[]) =>
  handler({ Records: said.map(record) } as never, contextOf('record-delivery'));

const suppressionOf = async (guest: string) =>
  (await readSendView('event', [guestOf(guest)], false)).guests.get(guestOf(guest))?.suppressed;

const soft = (send: string, event = 'event'): Said => ({
  ...{ guest: 'ada', send, event },
  ...{ type: 'Bounce', bounceType: 'Transient' },
});

test('the third soft bounce of a guest suppresses them, over all events', async () => {
  await tell(soft('1', 'one'), soft('2', 'two'));
  expect(await suppressionOf('ada')).toBeUndefined();
  await tell(soft('3', 'three'));
  expect(await suppressionOf('ada')).toBe('bounced');
});

test('a soft bounce that SES tells of eight times is one', async () => {
  for (let again = 0; again < 4; again += 1) await tell(soft('1'), soft('2'), soft('1'), soft('2'));
  expect(await suppressionOf('ada')).toBeUndefined();
});

test('what SES does not call transient is no soft bounce', async () => {
  for (const send of ['1', '2', '3', '4']) {
    await tell({ guest: 'ada', send, type: 'Bounce', bounceType: 'Undetermined' });
  }
  expect(await suppressionOf('ada')).toBeUndefined();
});

test('a hard bounce and a complaint suppress at once', async () => {
  await tell(
    { guest: 'bob', type: 'Bounce', bounceType: 'Permanent' },
    { guest: 'eve', type: 'Complaint' },
  );
  expect([await suppressionOf('bob'), await suppressionOf('eve')]).toEqual([
    'bounced',
    'complained',
  ]);
});

/** A run that has sent to so many. */
async function newRun(runId: string, sent: number): Promise<void> {
  const createdAt = new Date().toISOString();
  const named = { runId, eventId: 'event', kind: 'send', state: 'sending' } as const;
  await createRun({ ...named, createdAt, total: 5_000, ranges: 50 });
  const claim = { runId, range: 0, worker: 'w' };
  await claimRange(claim, Date.now(), 30_000);
  await releaseRange(claim, { ...EMPTY_TALLY, sent }, true);
}

const bounces = (run: string, from: number, to: number): readonly Said[] =>
  Array.from({ length: to - from }, (_, index) => ({
    ...{ guest: `g${from + index}x`, run, type: 'Bounce', bounceType: 'Permanent' },
  }));

test('a run of which 8 % bounced is to be stopped while it sends, whatever order and how often SES says so', async () => {
  await newRun('braked', 200);
  await tell(...bounces('braked', 0, 16), ...bounces('braked', 0, 16));
  expect(await readRun('braked')).toMatchObject({ wish: 'stop', stopped: 'too_many_bounces' });
});

test('the same bounces told many times do not stop a run', async () => {
  await newRun('spared', 200);
  const told = bounces('spared', 0, 15);
  await tell(...told, ...told, ...told);
  expect((await readRun('spared'))?.wish).toBeUndefined();
});

test('soft bounces and deliveries say nothing against a run', async () => {
  await newRun('soft', 200);
  await tell(
    ...Array.from(
      { length: 50 },
      (_, index): Said => ({
        ...{ guest: `s${index}x`, run: 'soft', type: 'Bounce', bounceType: 'Transient' },
      }),
    ),
  );
  expect((await readRun('soft'))?.wish).toBeUndefined();
});

test('a run that has ended is left as it is', async () => {
  await newRun('ended', 200);
  await updateRun('ended', { state: 'finished' });
  await tell(...bounces('ended', 0, 100));
  expect((await readRun('ended'))?.wish).toBeUndefined();
});
