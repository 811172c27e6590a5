import * as z from 'zod/mini';
import { readDecision, saveDecision } from '../../adapters/decisions.ts';
import { setting } from '../../adapters/environment.ts';
import { holdSeconds } from '../../adapters/hold.ts';
import { rememberOrganizer } from '../../adapters/organizers.ts';
import { keys } from '../../adapters/secrets.ts';
import { startChange } from '../../adapters/workflows.ts';
import { eventIdOf, guestKeyOf } from '../../domain/invite/keys.ts';
import { decideRecorded, saidOf } from '../../domain/itip/record-decision.ts';
import { task } from '../task.ts';
import { record } from './record.ts';
import { inviteToRest } from './rest-of-series.ts';
import { resumeWaiting } from './resume-waiting.ts';

const Input = z.object({ mailId: z.string() });

/** Records what an organizer said of an event, and hands it to the pipeline that brings it to the guests. */
export const handler = task(Input, async ({ mailId }) => {
  const stored = await readDecision(mailId);
  const { decision } = stored;
  if (!('message' in decision) || stored.mailbox !== 'calendar') {
    throw new Error('only an accepted invitation is recorded');
  }
  const { mac } = await keys();
  const now = new Date();
  const { organizer, message, reply } = decision;
  const eventId = stored.eventId ?? eventIdOf(mac, organizer.address, message.uid);
  const said = saidOf(decision, eventId, mailId);
  const applied = await record(said, mailId, now, mac);
  const allowed = { ...decision, mailbox: setting('CALENDAR_MAILBOX'), inReplyTo: reply.inReplyTo };
  const recorded = decideRecorded(allowed, applied);
  await saveDecision(mailId, { mailbox: 'calendar', decision: recorded, eventId });
  const { outcome, reason } = recorded;
  if (applied.kind !== 'version') return { mailId, outcome, reason };
  await rememberOrganizer(guestKeyOf(mac, organizer.address), now.toISOString());
  const { version, tail } = applied;
  if (tail) await inviteToRest({ ...said, message: tail }, mailId, now, mac);
  await resumeWaiting(eventId, now);
  const { sequence, tells } = version;
  if (tells !== 'nobody')
    await startChange(tells, { eventId, sequence, holdSeconds: holdSeconds() });
  return { mailId, outcome, reason, eventId, version: version.version, tells };
});
