import { audienceObject } from '../../adapters/run-objects.ts';
import type { LifeFigures } from './figures.ts';
import { type GuestMail, readGuestMail, shownAfter, shownOf } from './guest-calendar.ts';
import type { Ended } from './scenario.ts';

type Mailed = ReadonlyMap<string, readonly (GuestMail & Readonly<{ at: number }>)[]>;

function mailedIn({ account }: Ended): Mailed {
  const byGuest = new Map<string, (GuestMail & Readonly<{ at: number }>)[]>();
  const mails = account.taken.filter(({ mail: { EmailTags = [] } }) =>
    EmailTags.some(({ Name }) => Name === 'evt'),
  );
  for (const mail of mails.map(({ mail, at }) => ({ ...readGuestMail(mail), at })))
    byGuest.set(mail.to, [...(byGuest.get(mail.to) ?? []), mail]);
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

/** Guests who got one version twice. A reminder that a change overtakes is sent anew, under another plan of parts. */
function repeatedIn(mailed: Mailed): number {
  return [...mailed.values()].filter((got) => {
    const names = got
      .filter(({ isReminder }) => !isReminder)
      .map(({ method, sequence, recurrenceId }) => [method, sequence, recurrenceId].join());
    return new Set(names).size < names.length;
  }).length;
}

/** A worker that has read whom it may mail sends for so long: its lease. */
const IN_HAND_MS = 30_000;

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

/** Table B, B52: two leases and 35 minutes after the last fault. */
const SETTLED_MS = 36 * 60_000;

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
  const doubled = Math.max(0, repeated - resent);
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
      ...(doubled > 0 ? [`${repeated} guests got a mail twice, ${resent} are counted`] : []),
      ...unwantedIn(mailed, ended),
      ...rememberedIn(ended),
      ...unsettledIn(ended),
      ...(ended.settledMs > SETTLED_MS ? [`settled after ${ended.settledMs} ms`] : []),
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
