import { SEND_TIMEOUT_MS } from '../../adapters/outbox.ts';
import { audienceObject } from '../../adapters/run-objects.ts';
import { erasureSeconds } from '../../adapters/waits.ts';
import { tagsOf } from './bus.ts';
import type { LifeFigures } from './figures.ts';
import { type GuestMail, readGuestMail, shownAfter, shownOf } from './guest-calendar.ts';
import { SILENCE_MS } from './laboratory.ts';
import type { Ended } from './scenario.ts';

/** A mail to a guest: when SES took it, and the run and the attempt that it is of. */
type Mail = GuestMail & Readonly<{ at: number; run: string; sendId: string }>;

type Mailed = ReadonlyMap<string, readonly Mail[]>;

function mailedIn({ account }: Ended): Mailed {
  const byGuest = new Map<string, Mail[]>();
  for (const { mail, at } of account.taken) {
    const tags = tagsOf(mail);
    if (!tags.evt) continue;
    const { run = '', snd: sendId = '' } = tags;
    const read = { ...readGuestMail(mail), at, run, sendId };
    byGuest.set(read.to, [...(byGuest.get(read.to) ?? []), read]);
  }
  return byGuest;
}

/** Everybody whom a run froze into its audience. */
function audienceOf({ account, runs }: Ended): ReadonlySet<string> {
  const texts = runs.map((run) => account.objects.get(audienceObject(run)));
  const lines = texts.flatMap((text) => `${text ?? ''}`.split('\n')).filter((line) => line !== '');
  const addresses = lines.map((line) => (JSON.parse(line) as { address: string }).address);
  // The line of a guest who was forgotten names nobody.
  return new Set(addresses.filter((address) => address !== ''));
}

/** A guest's mails as one line. */
function tell(mails: readonly GuestMail[]): string {
  const lines = mails.map(({ recurrenceId, ...mail }) =>
    [
      mail.dtstamp.slice(9, 15),
      mail.method,
      mail.isReminder ? 'again' : '',
      mail.sequence,
      recurrenceId ? `of ${new Date(recurrenceId).toISOString().slice(5, 16)}` : '',
      `${new Date(mail.start).toISOString().slice(5, 16)} «${mail.summary}»`,
    ].join(' '),
  );
  return lines.join(' | ');
}

/** Guests who lack the newest version, in words. Whoever got no mail at all is one. */
function lostIn(ended: Ended, mailed: Mailed): readonly string[] {
  const wanted = shownOf(ended.newest.series).join(', ');
  const lacking = [...new Set([...audienceOf(ended), ...mailed.keys()])].filter(
    (guest) =>
      shownAfter(mailed.get(guest) ?? []).join(', ') !== wanted &&
      !ended.failed.has(guest) &&
      !ended.suppressedAt.has(guest) &&
      !ended.erased.has(guest),
  );
  return lacking.map((guest) => {
    const got = mailed.get(guest) ?? [];
    return `${guest} sees [${shownAfter(got).join(', ')}], not [${wanted}]: ${tell(got)}`;
  });
}

/** Mails that go back behind the one before, in words. */
function fallenIn(mailed: Mailed): readonly string[] {
  return [...mailed].flatMap(([guest, got]) =>
    got.slice(1).flatMap((mail, index) => {
      const before = got[index];
      if (!before) return [];
      const story = `${guest}: ${tell(got)}`;
      return [
        ...(mail.sequence < before.sequence ? [`SEQUENCE fell, ${story}`] : []),
        ...(mail.dtstamp <= before.dtstamp ? [`DTSTAMP stood still, ${story}`] : []),
      ];
    }),
  );
}

type Repetition = Readonly<{ guest: string; before: Mail; again: Mail }>;

/** Mails that say again what the guest had. A reminder that a change overtakes is sent anew, under another plan of parts. */
const repeatedIn = (mailed: Mailed): readonly Repetition[] =>
  [...mailed].flatMap(([guest, got]) => {
    const told = got.filter(({ isReminder }) => !isReminder);
    return told.flatMap((again, index) => {
      const before = told.slice(0, index).findLast((mail) => partOf(mail) === partOf(again));
      return before ? [{ guest, before, again }] : [];
    });
  });

const partOf = ({ method, sequence, recurrenceId }: GuestMail): string =>
  [method, sequence, recurrenceId].join();

/** A worker that has read whom it may mail sends for so long: its lease. */
const IN_HAND_MS = 30_000;

/**
 * Repetitions that nothing excuses, in words (I3). The one excuse: no word of SES about the first mail had been written
 * down when the second was decided, a silence later or more.
 */
const unexcusedIn = (repeated: readonly Repetition[], { heard }: Ended['account']) =>
  repeated.flatMap(({ guest, before, again }) => {
    const decidedAt = again.at - IN_HAND_MS;
    const isKnown = (heard.get(before.sendId) ?? Number.POSITIVE_INFINITY) < decidedAt;
    const isEarly = again.at - before.at < SILENCE_MS - SEND_TIMEOUT_MS;
    const isEcho = again.sendId === before.sendId;
    // Somebody who sends to the list again may ask for a third; in these lives nobody does.
    const isThird = repeated.some((each) => each.again === before);
    if (!isKnown && !isEarly && !isEcho && !isThird) return [];
    return [`${guest} was mailed again without need: ${tell([before, again])}`];
  });

/** Mails to guests who had left by then, in words (I4). */
const unwantedIn = (mailed: Mailed, { suppressedAt }: Ended): readonly string[] =>
  [...mailed].flatMap(([guest, got]) => {
    const since = suppressedAt.get(guest) ?? Number.POSITIVE_INFINITY;
    const late = got.filter(({ at }) => at > since + IN_HAND_MS);
    return late.length === 0 ? [] : [`${guest} left, and was mailed: ${tell(late)}`];
  });

/** Where an address that was to be forgotten still is, in words. */
function rememberedIn({ erased, account: { table, objects } }: Ended): readonly string[] {
  const kept = [
    ...table.items().map((item) => [`${item.pk} ${item.sk}`, JSON.stringify(item)] as const),
    ...[...objects].map(([key, body]) => [key, body.toString()] as const),
  ];
  return [...erased].flatMap((address) =>
    kept
      .filter(([, text]) => text.includes(`"${address}"`))
      .map(([where]) => `${address} was to be forgotten, and is in ${where}`),
  );
}

/** Where nothing but the organizer and the guests does anything, a CANCEL goes to nobody who was not invited. */
function uninvitedIn(mailed: Mailed, { plan: { faults, outage, broken } }: Ended['account']) {
  const isCalm = !outage && !broken && Object.values(faults).every((share) => share === 0);
  return [...mailed].flatMap(([guest, got]) =>
    isCalm && got[0]?.method === 'CANCEL' ? [`${guest} was never invited: ${tell(got)}`] : [],
  );
}

/** Table B, B52: two leases and 35 minutes after the last fault. */
const SETTLED_MS = 36 * 60_000;

/** An erasure to which such a run gave something to find passes over everything twice more. */
const quietWithinMs = () => SETTLED_MS + 2 * erasureSeconds() * 1_000;

/** Runs that do not add up, in words. */
const unsettledIn = ({ runs }: Ended): readonly string[] =>
  runs.flatMap(({ runId, state, total = 0, tally }) => {
    if (state === 'refused') return [];
    const { sent = 0, failed = 0, skipped = 0 } = tally ?? {};
    if (state === 'finished' && sent + failed + skipped === total) return [];
    return [`${runId} is ${state}: ${sent} + ${failed} + ${skipped} of ${total}`];
  });

/** What a life came to when all is quiet: its figures, and everything that should be true and is not. */
export function judge(seed: number, ended: Ended): LifeFigures {
  const mailed = mailedIn(ended);
  const lost = lostIn(ended, mailed);
  const repeated = repeatedIn(mailed);
  const resent = ended.runs.reduce((sum, { tally }) => sum + (tally?.resent ?? 0), 0);
  const counted = ended.runs.reduce(
    (sum, { tally }) => sum + (tally?.resent ?? 0) + (tally?.failedByReason.silence ?? 0),
    0,
  );
  const doubled = Math.max(0, new Set(repeated.map(({ guest }) => guest)).size - counted);
  return {
    seed,
    guests: new Set([...audienceOf(ended), ...mailed.keys()]).size,
    mails: [...mailed.values()].flat().length,
    injected: { ...ended.account.injected },
    lost: lost.length,
    doubled,
    resent,
    suppressed: ended.suppressedAt.size,
    redriven: ended.redriven,
    settledSeconds: Math.round(ended.settledMs / 1_000),
    wrong: [
      ...fallenIn(mailed),
      ...lost,
      ...(doubled > 0 ? [`${repeated.length} mails went out again, ${counted} are counted`] : []),
      ...unexcusedIn(repeated, ended.account),
      ...uninvitedIn(mailed, ended.account),
      ...unwantedIn(mailed, ended),
      ...rememberedIn(ended),
      ...unsettledIn(ended),
      ...(ended.settledMs > SETTLED_MS ? [`settled after ${ended.settledMs} ms`] : []),
      ...(ended.quietMs > quietWithinMs() ? [`quiet after ${ended.quietMs} ms`] : []),
    ],
  };
}

/** What happened in a life, for whoever looks for a bug. */
export const storyOf = (ended: Ended): readonly string[] => [
  ...ended.said.map((words) => `the organizer: ${words}`),
  ...ended.account.deaths.map((at) => `a process died at ${at}`),
  ...ended.runs.map(({ runId, kind, state, tally }) =>
    [runId, kind, state, JSON.stringify(tally)].join(' '),
  ),
  ...[...mailedIn(ended)].map(([guest, got]) => `${guest}: ${tell(got)}`),
];
