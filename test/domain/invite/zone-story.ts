import { readFileSync } from 'node:fs';
import type { CalendarMessage, EventTime } from '../../../domain/calendar/snapshot.ts';
import { toInstant } from '../../../domain/calendar/zones.ts';
import { applyMessage } from '../../../domain/invite/apply-message.ts';
import type { EventRecord, EventVersion } from '../../../domain/invite/event.ts';
import { recordOf } from '../../../domain/invite/event-record.ts';
import { messagesFor } from '../../../domain/invite/guest-messages.ts';
import { invitationMail } from '../../../domain/invite/invitation.ts';
import { saidOf } from '../../fixtures/said.ts';

/** What an organizer says next, of an event that may have been recorded under other time zone data. */
export type ZoneStory = Readonly<{ before?: EventVersion; message: CalendarMessage }>;

/** What became of it under the time zone data of this process. */
export type ZoneEnding = Readonly<{
  /** Release of the data. */
  tz: string;
  applied: 'version' | 'known' | 'waits';
  version: EventVersion;
  record: EventRecord;
  /** Instant of the start, ISO. */
  start: string;
  /** What a guest is sent who held the version before, as `REQUEST` and the instance. */
  told: readonly string[];
  /** The calendar that somebody new is sent, first message. */
  calendar: string;
}>;

const NOW = new Date('2026-11-20T12:00:00Z');

const iso = (time: EventTime): string => new Date(toInstant(time)).toISOString();

/** Plays one step of a story. */
export function playZoneStory({ before, message }: ZoneStory): ZoneEnding {
  const applied = applyMessage(before, saidOf(message), NOW);
  const version = applied.kind === 'version' ? applied.version : before;
  if (version === undefined) throw new Error('the story begins with an event');
  const told = messagesFor(before?.series, version.series, version.at);
  return {
    tz: process.versions.tz ?? '',
    ...{ applied: applied.kind, version, record: recordOf(version) },
    start: iso(version.series.master.start),
    told: told.map(({ method, snapshot: { recurrenceId } }) =>
      recurrenceId === undefined ? method : `${method} ${iso(recurrenceId)}`,
    ),
    calendar: calendarOf(version),
  };
}

function calendarOf(version: EventVersion): string {
  const [message] = messagesFor(undefined, version.series, version.at);
  if (message === undefined) throw new Error('somebody new is sent something');
  const sending = { address: 'invites@example.com', postalAddress: '' };
  const guest = {
    ...{
      address: 'guest@example.org',
      uid: 'e1-g1-k1@example.com',
      unsubscribeUrl: 'https://x.example',
    },
    ...{ dtstamp: '2026-11-20T12:00:00Z', sendId: 's', messageId: 'm@example.com' },
  };
  const tone = { kind: 'invitation', partstat: 'NEEDS-ACTION' } as const;
  return invitationMail({ version, message, tone, sending }, guest).calendar;
}

// Started by itself: the story comes on standard input, in a process whose time zone data are chosen.
if (process.argv[2] === 'play') {
  process.stdout.write(JSON.stringify(playZoneStory(JSON.parse(readFileSync(0, 'utf8')))));
}
