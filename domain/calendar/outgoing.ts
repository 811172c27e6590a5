import type { EventTime, Method, Partstat } from './snapshot.ts';

/** A person in a calendar that we write. */
export type OutgoingPerson = Readonly<{ address: string; name?: string }>;

/** The one ATTENDEE of a calendar that we write: the recipient of the mail (imip.md 35). */
export type OutgoingAttendee = OutgoingPerson &
  Readonly<{
    partstat: Partstat;
    /** Absent where no answer is wanted, as in a REPLY. */
    rsvp?: boolean;
    /** @default 'REQ-PARTICIPANT' */
    role?: 'CHAIR' | 'REQ-PARTICIPANT' | 'OPT-PARTICIPANT' | 'NON-PARTICIPANT';
  }>;

/** One VEVENT that we write. Texts may hold anything; the writer cleans and escapes them. */
export type OutgoingEvent = Readonly<{
  /** ASCII without spaces, at most 255 octets. */
  uid: string;
  sequence: number;
  /** Instant, `YYYY-MM-DDTHH:MM:SSZ`, newer than the last one sent for this UID (imip.md 41). */
  dtstamp: string;
  start: EventTime;
  /** Exclusive; of the same kind as `start`. */
  end: EventTime;
  summary: string;
  description: string;
  location: string;
  /** `https:` or `http:`; another one is left out. */
  url?: string;
  /** Absent in the CANCEL of a guest who was taken off (imip.md 67). */
  status?: 'CONFIRMED' | 'TENTATIVE' | 'CANCELLED';
  transparent: boolean;
  organizer: OutgoingPerson;
  /** Absent in a PUBLISH alone (RFC 5546 §3.2.1). */
  attendee?: OutgoingAttendee;
  /** RRULE value; only in a master. */
  rrule?: string;
  rdates: readonly EventTime[];
  exdates: readonly EventTime[];
  recurrenceId?: EventTime;
  /** Replies only: other clients show a COMMENT nowhere (imip.md 70). */
  comment?: string;
  /** Hides «propose a new time» in Outlook (imip.md 46). */
  disallowCounter?: boolean;
}>;

/** A calendar that we write: one iTIP message, or a feed. */
export type OutgoingCalendar = Readonly<{
  method: Method;
  /** @default `-//Convoke//Convoke//EN` */
  prodid?: string;
  /** Of a feed: its name (RFC 7986 §5.1), and how often to look again, a DURATION (§5.7). */
  name?: string;
  refresh?: string;
  /** At least one; all of one UID, but in a feed. */
  events: readonly OutgoingEvent[];
}>;
