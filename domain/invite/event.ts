import type { EventSnapshot } from '../calendar/snapshot.ts';

/** How an event came to us. */
export type EventSource = 'mail' | 'api';

/** One version of an event: what its guests get. */
export type EventVersion = Readonly<{
  eventId: string;
  /** Counts from 1, with every change that we accept. */
  version: number;
  /** SEQUENCE of what we send: ours, rising, whatever the organizer's client does (imip.md 62). */
  sequence: number;
  /** Address of the organizer, in normal form. */
  owner: string;
  ownerName?: string;
  /** The event as its organizer sent it. */
  snapshot: EventSnapshot;
  source: EventSource;
  /** ISO instant. */
  at: string;
}>;

/** What is kept about an event itself, small enough for a list of thousands. */
export type EventRecord = Readonly<{
  eventId: string;
  owner: string;
  ownerName?: string;
  /** The UID that the organizer's client gave it. */
  uid: string;
  version: number;
  sequence: number;
  /** (SEQUENCE, DTSTAMP) of the newest mail that we accepted (imip.md 63). */
  ownerSequence: number;
  ownerDtstamp: string;
  status: 'confirmed' | 'cancelled';
  title: string;
  /** As the event has them: a local time in `zone`, an instant with `Z`, or a date. */
  start: string;
  end: string;
  /** Instant of the start, ISO, UTC; an all-day event starts at 00:00Z. Good for sorting only. */
  startsAt: string;
  /** Instant of the end of the last instance; absent for a series without end. */
  endsAt?: string;
  /** The zone the event is in; absent for UTC and all-day. */
  zone?: string;
  source: EventSource;
  createdAt: string;
  /** False holds the answers of people to whom an invitation was passed on. @default true */
  acceptsShared?: boolean;
}>;
