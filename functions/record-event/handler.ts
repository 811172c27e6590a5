import * as z from 'zod/mini';
import { bringChange } from '../../adapters/bring-change.ts';

import { readDecision, saveDecision } from '../../adapters/decisions.ts';
import { setting } from '../../adapters/environment.ts';
import { rememberOrganizer } from '../../adapters/organizers.ts';
import { record } from '../../adapters/record-message.ts';
import { inviteToRest } from '../../adapters/rest-of-series.ts';
import { resumeWaiting } from '../../adapters/resume-waiting.ts';
import { keys } from '../../adapters/secrets.ts';
import { eventIdOf, guestKeyOf } from '../../domain/invite/keys.ts';
import { decideRecorded, saidOf } from '../../domain/itip/record-decision.ts';
import { task } from '../task.ts';
import { confirmHeld } from './confirm-held.ts';

const Input = z.object({ mailId: z.string() });

/**
 * Records what an organizer said of an event, and hands it to the pipeline that brings it to the guests. Their word
 * about a held mail lets that go through.
 */
export const handler = task(Input, async ({ mailId }) => {
  const stored = await readDecision(mailId);
  const { decision } = stored;
  const now = new Date();
  if ('confirms' in decision) return { mailId, ...(await confirmHeld(decision, now)) };
  if (!('message' in decision) || stored.mailbox !== 'calendar') {
    throw new Error('only an accepted invitation is recorded');
  }
  const { mac } = await keys();
  const writer = { name: mailId, now, mac };
  const { organizer, message, reply } = decision;
  const eventId = stored.eventId ?? eventIdOf(mac, organizer.address, message.uid);
  const said = saidOf(decision, eventId, mailId);
  const applied = await record(eventId, () => said, writer);
  const allowed = { ...decision, mailbox: setting('CALENDAR_MAILBOX'), inReplyTo: reply.inReplyTo };
  const recorded = decideRecorded(allowed, applied);
  await saveDecision(mailId, { mailbox: 'calendar', decision: recorded, eventId });
  const { outcome, reason } = recorded;
  if (applied.kind !== 'version') return { mailId, outcome, reason };
  await rememberOrganizer(guestKeyOf(mac, organizer.address), now.toISOString());
  const { version, tail } = applied;
  if (tail) await inviteToRest({ ...said, message: tail }, writer);
  await resumeWaiting(eventId, now);
  await bringChange(version);
  return { mailId, outcome, reason, eventId, version: version.version, tells: version.tells };
});
