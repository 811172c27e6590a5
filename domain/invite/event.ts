import type { EventState } from './event-state.ts';
import type { Series } from './series.ts';

/** How an event came to us. */
export type EventSource = 'mail' | 'api';

/** Who made a version, and what speaks for it. */
export type ChangedBy = Readonly<{
  /** Address in normal form; of a request with an API key, the organizer in whose name it was. */
  address: string;
  /** How it was proven: `dmarc`, `dkim`, `apple`, `confirmed`, `approved`, `api`, `session`. */
  evidence: string;
  /** The mail that asked for it. */
  mailId?: string;
  /** The API key of the request that asked for it. */
  keyId?: string;
}>;

/** What a version is to its guests. */
export type ChangeKind = 'created' | 'updated' | 'cancelled' | 'unchanged';

/** One version of an event: what its organizer said, and what its guests get. */
export type EventVersion = Readonly<{
  eventId: string;
  /** Counts from 1, with every message of the organizer that said something new. */
  version: number;
  /** SEQUENCE of what we send: rises with every version that guests notice, and with no other (imip.md 62). */
  sequence: number;
  /** ISO instant of the version that brought `sequence`. */
  sequenceAt: string;
  /** `sequence` of the newest version that moved the event: older answers must be given again. */
  timeSequence: number;
  /** Address of the organizer, in normal form. */
  owner: string;
  ownerName?: string;
  /** The UID that the organizer's client gave it. */
  uid: string;
  state: EventState;
  series: Series;
  kind: ChangeKind;
  /**
   * Which pipeline brings it to the guests; `nobody` where they would notice nothing, or the event was over
   * before and is over now (imip.md 16).
   */
  tells: 'update' | 'cancel' | 'nobody';
  by: ChangedBy;
  /** What is different from the version before, in words. */
  diff: readonly string[];
  source: EventSource;
  /** ISO instants: of this version, of the first one. */
  at: string;
  createdAt: string;
}>;

/** What the world may see of an event. Nothing is public that its organizer did not make so. */
export type PageSetting = Readonly<{
  /** There is a page, a feed and buttons, for everybody who has the link. */
  public: boolean;
  /** And it stands on its organizer's page and feed, and search engines may show it. */
  listed: boolean;
  /** The page gives invitations. */
  open: boolean;
  /** Of what is listed: where its organizer's page is. */
  organizerKey?: string;
}>;

/** What is kept about an event itself, small enough for a list of thousands; of its newest version. */
export type EventRecord = Readonly<{
  eventId: string;
  owner: string;
  ownerName?: string;
  uid: string;
  version: number;
  sequence: number;
  timeSequence: number;
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
  /** @default `NOT_PUBLIC` */
  page?: PageSetting;
  /** The domain owner stopped it: nobody is invited, and nothing that its organizer says changes it. */
  blocked?: Block;
  /** Guests who reported a mail about it as abuse. @default 0 */
  reports?: number;
}>;

/** That the domain owner stopped something, when and why; ISO instant. */
export type Block = Readonly<{ at: string; why: string }>;

/** The setting of every event until its organizer says otherwise, whether it came by mail or by the API. */
export const NOT_PUBLIC: PageSetting = { public: false, listed: false, open: true };
