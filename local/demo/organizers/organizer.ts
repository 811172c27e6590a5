/** An organizer who invites calendar@, and everything that their client mails about one event. */
export type Organizer = Readonly<{
  client: string;
  address: string;
  title: string;
  invitation: string;
  /** What they do afterwards, as the mails that their client sends. */
  changes: readonly Change[];
}>;

/** One thing that an organizer does to an event, and what must come of it. */
export type Change = Readonly<{
  name: string;
  mail: string;
  /** Who mails it. @default the organizer */
  from?: string;
  outcome: `${'ACCEPT' | 'DROP'} ${string}`;
  /** What every guest of the event gets; absent: nobody gets anything. */
  guestsGet?: Readonly<{ method: 'REQUEST' | 'CANCEL'; instance: boolean }>;
}>;

/** What all of an organizer's mails depend on. */
export type Scene = Readonly<{
  calendar: string;
  /** Epoch ms of the invitation; each change is a second later than the one before. */
  now: number;
}>;

/** A week in milliseconds. */
export const WEEK = 7 * 86_400_000;
