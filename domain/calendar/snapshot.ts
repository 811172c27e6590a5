/** iTIP methods (RFC 5546 §1.4) that a mail can carry. */
export type Method =
  | 'REQUEST'
  | 'REPLY'
  | 'CANCEL'
  | 'PUBLISH'
  | 'ADD'
  | 'REFRESH'
  | 'COUNTER'
  | 'DECLINECOUNTER';

/** Participation status of an ATTENDEE (RFC 5545 §3.2.12). */
export type Partstat = 'NEEDS-ACTION' | 'ACCEPTED' | 'DECLINED' | 'TENTATIVE' | 'DELEGATED';

/**
 * When something happens, as its sender meant it.
 *
 * - `date`: all day; `date` is `YYYY-MM-DD`
 * - `utc`: an instant; `at` is `YYYY-MM-DDTHH:MM:SSZ`
 * - `zoned`: a wall clock; `local` is `YYYY-MM-DDTHH:MM:SS`, `zone` an IANA name
 *
 * There is no floating time: it is resolved with the organizer's zone or refused (imip.md 104).
 */
export type EventTime =
  | Readonly<{ kind: 'date'; date: string }>
  | Readonly<{ kind: 'utc'; at: string }>
  | Readonly<{ kind: 'zoned'; local: string; zone: string }>;

/** An ORGANIZER or ATTENDEE value. */
export type Person = Readonly<{
  /** Lower-case address of a `mailto:` value; absent for `urn:uuid`, `invalid:nomail`, X.500 … */
  address?: string;
  /** The value as it was written, for messages to people. */
  raw: string;
  /** CN, without control characters, at most 1,024 octets. */
  name?: string;
  /** Address of the EMAIL= parameter (RFC 7986 §6.2). Anybody can write it. */
  email?: string;
  /** Address of the SENT-BY= parameter. */
  sentBy?: string;
}>;

/** One ATTENDEE. */
export type Attendee = Person &
  Readonly<{
    partstat: Partstat;
    /** First address of the DELEGATED-TO= parameter (RFC 5545 §3.2.5). */
    delegatedTo?: string;
  }>;

/** Another time for an event or an instance; `end` is exclusive and of the kind of `start`. */
export type ProposedTime = Readonly<{ start: EventTime; end?: EventTime }>;

/** One VEVENT, read from anybody's calendar into one typed shape. */
export type EventSnapshot = Readonly<{
  uid: string;
  /** Original start of the instance that this component speaks of; absent for a master. */
  recurrenceId?: EventTime;
  /** True for RANGE=THISANDFUTURE. */
  thisAndFuture: boolean;
  /** 0 when absent; X-MICROSOFT-CDO-APPT-SEQUENCE where that is all there is (imip.md 63). */
  sequence: number;
  /** Instant, `YYYY-MM-DDTHH:MM:SSZ`; absent where the sender left it out. */
  dtstamp?: string;
  /** Absent in the CANCEL, REPLY and REFRESH of some clients. */
  start?: EventTime;
  /** Exclusive; resolved from DTEND, DURATION or the default of RFC 5545 §3.6.1. Same kind as `start`. */
  end?: EventTime;
  summary: string;
  /** Plain text; HTML of Google's kind is converted (imip.md 47). */
  description: string;
  location: string;
  /** `https:` or `http:` only. */
  url?: string;
  status?: 'CONFIRMED' | 'TENTATIVE' | 'CANCELLED';
  transparent: boolean;
  class: 'PUBLIC' | 'PRIVATE' | 'CONFIDENTIAL';
  organizer?: Person;
  /** At most 1,000 are read; `attendeeCount` is what the sender wrote. */
  attendees: readonly Attendee[];
  attendeeCount: number;
  /** RRULE value, validated and normalised, e.g. `FREQ=WEEKLY;BYDAY=TU;COUNT=10`. */
  rrule?: string;
  rdates: readonly EventTime[];
  exdates: readonly EventTime[];
  /** A guest's words in a REPLY or COUNTER, from whichever property the client uses (imip.md 76). */
  comment?: string;
  /** The time that a guest wants instead, of a COUNTER or of a REPLY of iOS (imip.md 80). */
  proposed?: ProposedTime;
}>;

/** One iTIP message: every component has the same UID (RFC 5546 §3.2). */
export type CalendarMessage = Readonly<{
  /** Absent when the calendar has no METHOD property. */
  method?: Method;
  /** As sent; tells which client wrote it. */
  prodid: string;
  uid: string;
  /** The component without RECURRENCE-ID, if there is one. */
  master?: EventSnapshot;
  /** Components with RECURRENCE-ID, in the order sent. */
  overrides: readonly EventSnapshot[];
}>;

/** Why a calendar could not be read. Each is a reason code of `docs/inbound.md`. */
export type CalendarFault =
  | 'ics_malformed'
  | 'ics_invalid'
  | 'ics_too_large'
  | 'rrule_unsupported'
  | 'timezone_unknown'
  | 'too_many_attendees';

/** What reading a calendar gives: a message, or a fault with a sentence that a person can act on. */
export type CalendarReading =
  | Readonly<{ ok: true; message: CalendarMessage }>
  | Readonly<{ ok: false; fault: CalendarFault; detail: string; uid?: string }>;
