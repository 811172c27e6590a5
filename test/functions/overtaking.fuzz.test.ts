import { expect, jest, test } from '@jest/globals';
import { captureLogs } from './captured-logs.ts';
import { type GuestMail, readGuestMail, shownAfter, shownOf } from './simulation/guest-calendar.ts';
import { type Ended, playScenario } from './simulation/scenario.ts';
import { replaceClients } from './simulation/simulated-aws.ts';
import { setEnvironment } from './world.ts';

captureLogs();
setEnvironment();
replaceClients();

/** More with `CONVOKE_SEEDS=10000`, one alone with `CONVOKE_SEED=17`. */
const SEEDS = Number(process.env.CONVOKE_SEEDS ?? 300);
const ONE = process.env.CONVOKE_SEED;
const START = Date.UTC(2026, 11, 1, 10);

const pause = setTimeout;
/** For what waits for the machine and not for the clock: a configuration file that the SDK reads once. */
const realPause = (): Promise<void> => new Promise((done) => pause(done, 1));
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Plays a seed on a clock that jumps from timer to timer. */
async function play(seed: number): Promise<Ended> {
  jest.useFakeTimers({ now: START, doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  let ended: Ended | undefined;
  let failure: unknown;
  playScenario(seed).then(
    (value) => {
      ended = value;
    },
    (error: unknown) => {
      failure = error ?? new Error('nothing was said');
    },
  );
  for (let idle = 0; !ended && !failure; ) {
    await turn();
    idle = jest.getTimerCount() > 0 ? 0 : idle + 1;
    if (idle > 100) await realPause();
    if (idle > 1_000) throw new Error('everybody waits for somebody');
    if (idle === 0) jest.advanceTimersToNextTimer();
  }
  jest.clearAllTimers();
  jest.useRealTimers();
  if (!ended) throw failure;
  return ended;
}

/** Everything that must be true when all is quiet; what is not, in words. */
function faultsIn({ account, newest, runs, failed }: Ended): readonly string[] {
  const mails = account.taken
    .filter(({ EmailTags = [] }) => EmailTags.some(({ Name }) => Name === 'evt'))
    .map(readGuestMail);
  const byGuest = new Map<string, GuestMail[]>();
  for (const mail of mails) byGuest.set(mail.to, [...(byGuest.get(mail.to) ?? []), mail]);
  const wanted = shownOf(newest.series).join(', ');
  const faults: string[] = [];
  let repeated = 0;
  for (const [guest, got] of byGuest) {
    const story = got.map(tell).join(' | ');
    // A reminder that a change overtakes is sent anew: it says the same under another plan of parts.
    const names = got
      .filter(({ isReminder }) => !isReminder)
      .map(({ method, sequence, recurrenceId }) => [method, sequence, recurrenceId].join());
    repeated += names.length - new Set(names).size;
    got.slice(1).forEach((mail, index) => {
      const before = got[index];
      if (!before) return;
      if (mail.sequence < before.sequence) faults.push(`${guest}: SEQUENCE fell: ${story}`);
      if (mail.dtstamp <= before.dtstamp) faults.push(`${guest}: DTSTAMP stood still: ${story}`);
    });
    const shown = shownAfter(got).join(', ');
    if (shown !== wanted && !failed.has(guest)) {
      faults.push(`${guest} sees [${shown}], not [${wanted}]: ${story}`);
    }
  }
  const resent = runs.reduce((sum, { tally }) => sum + (tally?.resent ?? 0), 0);
  if (repeated > resent) {
    faults.push(`${repeated} mails were repeated, ${resent} are counted`);
    for (const got of byGuest.values()) faults.push(got.map(tell).join(' | '));
  }
  for (const { runId, state, total = 0, tally } of runs) {
    const { sent = 0, failed = 0, skipped = 0 } = tally ?? {};
    if (state !== 'finished' || sent + failed + skipped !== total) {
      faults.push(`${runId} is ${state}: ${sent} + ${failed} + ${skipped} of ${total}`);
    }
  }
  return faults;
}

const tell = ({
  method,
  isReminder,
  sequence,
  recurrenceId,
  start,
  summary,
  dtstamp,
}: GuestMail): string =>
  [
    dtstamp.slice(9, 15),
    method,
    isReminder ? 'again' : '',
    sequence,
    recurrenceId ? `of ${new Date(recurrenceId).toISOString().slice(5, 16)}` : '',
    `${new Date(start).toISOString().slice(5, 16)} «${summary}»`,
  ].join(' ');

const seeds = ONE === undefined ? Array.from({ length: SEEDS }, (_, seed) => seed) : [Number(ONE)];

test(`whoever holds an event ends at its newest version, in ${seeds.length} lives of it`, async () => {
  const failed: string[] = [];
  let mails = 0;
  for (const seed of seeds) {
    try {
      const ended = await play(seed);
      mails += ended.account.taken.length;
      const faults = faultsIn(ended);
      if (faults.length === 0) continue;
      failed.push([`seed ${seed}: ${ended.said.join('; ')}`, ...faults.slice(0, 4)].join('\n'));
    } catch (error) {
      failed.push(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    if (failed.length === 5) break;
  }
  expect(
    failed.join('\n\nreplay: CONVOKE_SEED=<seed> npm test -- test/functions/overtaking\n'),
  ).toBe('');
  expect(mails).toBeGreaterThan(seeds.length * 5);
}, 600_000);
