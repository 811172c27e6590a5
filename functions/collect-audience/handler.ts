import * as z from 'zod/mini';
import { freezeAudience } from '../../adapters/audiences.ts';
import { readEvent } from '../../adapters/event-store.ts';
import type { SentRow } from '../../adapters/guest-ledger.ts';
import { invitedGuest, invitedGuests } from '../../adapters/invited-guests.ts';
import { type Run, readRun } from '../../adapters/run-store.ts';
import type { AudienceRow, Origin } from '../../domain/invite/audience.ts';
import { task } from '../task.ts';

const Input = z.object({ runId: z.string() });

const rowOf = ({ guestKey, address, name, zone, origin }: SentRow): AudienceRow => ({
  ...{ guestKey, address, origin: origin as Origin },
  ...(name !== undefined && { name }),
  ...(zone !== undefined && { zone }),
});

async function* recipients(run: Run): AsyncGenerator<AudienceRow> {
  const { eventId, guestsOf, guestKey, kind } = run;
  if (guestKey !== undefined) {
    const guest = await invitedGuest(eventId, guestKey);
    if (guest) yield rowOf(guest);
    return;
  }
  const event = kind === 'nudge' ? await readEvent(eventId) : undefined;
  for await (const guest of invitedGuests(guestsOf ?? eventId, event?.timeSequence)) {
    yield rowOf(guest);
  }
}

/**
 * Collects whom a run goes to from those who were invited before: all of them, those who did not answer, or the one
 * of a resend.
 */
export const handler = task(Input, async ({ runId }, { awsRequestId }) => {
  const run = await readRun(runId);
  if (!run) throw new Error('there is no such run');
  return freezeAudience(runId, awsRequestId, recipients(run));
});
