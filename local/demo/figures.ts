import type { EventStats } from '../../domain/invite/stats.ts';
import type { Script } from './answers.ts';
import { DemoFailed } from './api.ts';
import type { ChangeFigures } from './changes.ts';
import type { GuestList } from './guest-list.ts';

/** Workflows whose executions are counted. */
export const WORKFLOWS_SHOWN = [
  'ingest',
  'update',
  'cancel',
  'send',
  'run',
  'deliver',
  'rsvp',
] as const;

/** What `npm run demo -- --json` prints. */
export type DemoFigures = Readonly<{
  ok: boolean;
  /** Events that the organizers' mails became. */
  events: number;
  list: Readonly<{ rows: number; accepted: number; refused: number; duplicates: number }>;
  run: Readonly<{ total: number; sent: number; failed: number; skipped: number }>;
  /** Invitations in the mailbox. */
  mails: number;
  /** `ignored`: mails whose answer does not stand: older, repeated, or replaced by a newer one. */
  answers: Readonly<{
    mailed: number;
    accepted: number;
    tentative: number;
    declined: number;
    ignored: number;
  }>;
  stats: EventStats & Readonly<{ eventId: string }>;
  /** Outcome and reason of every inbound mail, counted. */
  inbound: Readonly<Record<string, number>>;
  /** What the organizers did afterwards, and how many mails guests got for it. */
  changes: readonly ChangeFigures[];
  executions: Readonly<Record<(typeof WORKFLOWS_SHOWN)[number], number>>;
  /** From the first mail to the last answer counted. */
  seconds: number;
  /** From the upload of the list to the last mail in the mailbox. */
  guestsPerSecond: number;
  peakRssMb: number;
}>;

/** @throws DemoFailed with the first sum that does not add up */
export function checkFigures(figures: DemoFigures, list: GuestList, script: Script): void {
  const { run, answers, stats, executions } = figures;
  const same = (what: string, found: unknown, wanted: unknown): void => {
    if (JSON.stringify(found) === JSON.stringify(wanted)) return;
    throw new DemoFailed(
      `${what}: found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`,
    );
  };
  same('events', figures.events, 3);
  same('list', figures.list, list.expected);
  same('sent + failed + skipped', run.sent + run.failed + run.skipped, run.total);
  same('the run goes to the accepted rows', run.total, list.expected.accepted);
  same('everybody was sent', run.sent, run.total);
  same('one invitation for each guest', figures.mails, run.sent);
  same('invited', stats.invited.total, run.sent);
  same('delivered', stats.delivered, run.sent);
  const { accepted, tentative, declined, ignored } = answers;
  same('answers', { accepted, tentative, declined, ignored }, script.expected);
  same('every answer is accounted for', accepted + tentative + declined + ignored, answers.mailed);
  same('nobody else answered', stats.answers.none, run.sent - accepted - tentative - declined);
  const byClient = Object.entries(stats.byClient).sort();
  same('answers by client', byClient, Object.entries(script.byClient).sort());
  const { changes } = figures;
  same('one ingest for each mail of an organizer', executions.ingest, 3 + changes.length);
  same('one send for each list', executions.send, 3);
  const told = changes.filter(({ mails }) => mails > 0);
  same('one update or cancel for each change', executions.update + executions.cancel, told.length);
  same('one run for each', executions.run, 3 + told.length);
  same('one rsvp for each answer', executions.rsvp, answers.mailed);
  const inbound = Object.values(figures.inbound).reduce((sum, count) => sum + count, 0);
  same('an outcome for every inbound mail', inbound, 3 + changes.length + answers.mailed);
}
