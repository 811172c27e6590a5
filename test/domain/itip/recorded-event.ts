import { readCalendar } from '../../../domain/calendar/read-calendar.ts';
import { applyMessage } from '../../../domain/invite/apply-message.ts';
import type { EventVersion } from '../../../domain/invite/event.ts';
import { type CalendarKnobs, calendarText } from './calendars.ts';
import type { Surroundings } from './organizer-mail.ts';

const EVENT_ID = 'event-1';
const OWNER = 'alice@corp.example';
const RECORDED_AT = '2026-11-20T10:00:05Z';

/** The version that one calendar of the organizer makes of an event. */
function applied(before: EventVersion | undefined, knobs: Partial<CalendarKnobs>): EventVersion {
  const reading = readCalendar(Buffer.from(calendarText(knobs)));
  if (!reading.ok) throw new Error(reading.detail);
  const made = applyMessage(
    before,
    {
      ...{ message: reading.message, eventId: EVENT_ID, owner: { address: OWNER } },
      ...{ by: { address: OWNER, evidence: 'dmarc' }, source: 'mail', arrivedAt: RECORDED_AT },
    },
    new Date(RECORDED_AT),
  );
  if (made.kind !== 'version') throw new Error(`the event is not recorded: ${made.kind}`);
  return made.version;
}

/** What is known after the organizer sent these calendars, one after the other. */
export function recorded(...calendars: readonly Partial<CalendarKnobs>[]): Surroundings {
  const newest = calendars.reduce<EventVersion | undefined>(applied, undefined);
  return { known: { eventId: EVENT_ID, ...(newest && { event: newest }) } };
}
