import * as z from 'zod';

// What the CLI reads of the API's answers; whatever else is in them passes through to --json.

/** One event of a list of events. */
export const EventSummary = z.looseObject({
  eventId: z.string(),
  title: z.string(),
  start: z.string(),
  end: z.string(),
  timeZone: z.string().optional(),
  status: z.string(),
  organizer: z.looseObject({ email: z.string(), name: z.string().optional() }),
  version: z.number(),
});
/** What {@link EventSummary} reads. */
export type EventSummary = z.output<typeof EventSummary>;

/** One event; the rest of it is optional where a server does not tell. */
export const EventDetail = EventSummary.extend({
  location: z.string().optional(),
  description: z.string().optional(),
  rrule: z.string().optional(),
});
/** What {@link EventDetail} reads. */
export type EventDetail = z.output<typeof EventDetail>;

const Counts = z.record(z.string(), z.number());

/** A list of guests as the server read it. */
export const List = z.looseObject({
  listId: z.string(),
  state: z.string(),
  rows: z.number(),
  accepted: z.number(),
  refused: z.number(),
  duplicates: z.number(),
  consent: z.looseObject({ source: z.string() }).optional(),
  refusedRows: z
    .array(z.looseObject({ line: z.number(), reason: z.string(), cell: z.string() }))
    .default([]),
  fault: z.looseObject({ reason: z.string(), sentence: z.string() }).optional(),
});
/** What {@link List} reads. */
export type List = z.output<typeof List>;

/** A list just announced: where its file goes. */
export const NewList = z.looseObject({
  listId: z.string(),
  upload: z.object({ url: z.url(), fields: z.record(z.string(), z.string()) }),
});

/** One fan-out. */
export const Run = z.looseObject({
  runId: z.string(),
  eventId: z.string(),
  state: z.string(),
  total: z.number(),
  sent: z.number(),
  failed: z.number(),
  skipped: z.number(),
  unknown: z.number(),
  skippedByReason: Counts.default({}),
  failedByReason: Counts.default({}),
  at: z.string().optional(),
  timeZone: z.string().optional(),
  startsAt: z.string().optional(),
  note: z.string().optional(),
  lateSeconds: z.number().optional(),
  createdAt: z.string().optional(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  looksAgainAt: z.string().optional(),
  reason: z.string().optional(),
  detail: z.string().optional(),
});
/** What {@link Run} reads. */
export type Run = z.output<typeof Run>;

/** The run of a test, and whom it left out. */
export const TestRun = Run.extend({ refused: z.array(z.string()).default([]) });

/** The mails that a new guest will get. */
export const Preview = z.looseObject({
  mails: z.array(
    z.looseObject({
      subject: z.string(),
      from: z.string(),
      to: z.string(),
      text: z.string(),
      html: z.string(),
      raw: z.string(),
    }),
  ),
});

/** A guest to whom a run could not send. */
export const FailedGuest = z.looseObject({
  guestKey: z.string(),
  address: z.string(),
  reason: z.string(),
  detail: z.string(),
});
/** What {@link FailedGuest} reads. */
export type FailedGuest = z.output<typeof FailedGuest>;

const Answers = z.object({
  accepted: z.number(),
  tentative: z.number(),
  declined: z.number(),
  delegated: z.number(),
  none: z.number(),
});

/** The numbers of one event. */
export const Stats = z.looseObject({
  eventId: z.string(),
  invited: z.looseObject({ total: z.number(), byOrigin: Counts.default({}) }),
  delivered: z.number(),
  bounced: z.number(),
  answers: Answers,
  byOrigin: z.record(z.string(), Answers.loose()).default({}),
  byClient: Counts.default({}),
  byInstance: z.record(z.string(), Answers).default({}),
});
/** What {@link Stats} reads. */
export type Stats = z.output<typeof Stats>;

/** An event after a change of it, and who hears of that. */
export const Changed = EventSummary.extend({
  change: z.looseObject({
    diff: z.array(z.string()).default([]),
    guests: z.number(),
    holdSeconds: z.number(),
  }),
});
/** What {@link Changed} reads. */
export type Changed = z.output<typeof Changed>;

/** One version of an event. */
export const Version = z.looseObject({
  version: z.number(),
  at: z.string(),
  kind: z.string(),
  tells: z.string(),
  diff: z.array(z.string()).default([]),
  by: z.looseObject({ address: z.string(), evidence: z.string() }),
});
/** What {@link Version} reads. */
export type Version = z.output<typeof Version>;

const Answer = z.looseObject({ answer: z.string(), at: z.string() });

/** A guest, or somebody to whom a guest passed the invitation on. */
export const Guest = z.looseObject({
  kind: z.enum(['guest', 'shared']),
  guestKey: z.string(),
  address: z.string().optional(),
  name: z.string().optional(),
  version: z.number().optional(),
  isNewest: z.boolean().optional(),
  delivery: z.string().optional(),
  answer: Answer.optional(),
  mustReconfirm: z.boolean().optional(),
});
/** What {@link Guest} reads. */
export type Guest = z.output<typeof Guest>;

/** What a guest would like instead. */
export const Proposal = z.looseObject({
  guestKey: z.string(),
  address: z.string().optional(),
  sharedKey: z.string().optional(),
  instance: z.string().optional(),
  start: z.string().optional(),
  timeZone: z.string().optional(),
  location: z.string().optional(),
  comment: z.string().optional(),
  state: z.string(),
});
/** What {@link Proposal} reads. */
export type Proposal = z.output<typeof Proposal>;

/** What became of inviting one address. */
export const Invitation = z.looseObject({ status: z.string() });

/** Somebody who asked for an invitation and waits. */
export const HeldAsk = z.looseObject({
  guestKey: z.string(),
  address: z.string(),
  name: z.string().optional(),
  origin: z.string(),
  at: z.string(),
});

/** That an ask was refused. */
export const Refused = z.looseObject({ refused: z.boolean() });

/** What the domain owner said of an organizer. */
export const Organizer = z.looseObject({
  address: z.string(),
  reports: z.number(),
  trustedAt: z.string().optional(),
  blocked: z.looseObject({ at: z.string(), why: z.string() }).optional(),
  stopped: z.number().optional(),
  more: z.boolean().optional(),
});

/** What {@link Organizer} reads. */
export type Organizer = z.output<typeof Organizer>;

/** How far an erasure is. */
export const Erasure = z.looseObject({
  erasureId: z.string(),
  state: z.string(),
  events: z.number(),
  lists: z.number(),
  runs: z.number(),
  mails: z.number(),
  endedAt: z.string().optional(),
});
/** What {@link Erasure} reads. */
export type Erasure = z.output<typeof Erasure>;

/** How far an export is, and where to fetch it. */
export const GuestExport = z.looseObject({
  exportId: z.string(),
  state: z.string(),
  url: z.string().optional(),
});
/** What {@link GuestExport} reads. */
export type GuestExport = z.output<typeof GuestExport>;

/** What an address gets no mail of. */
export const Suppression = z.looseObject({
  guestKey: z.string(),
  why: z.string().optional(),
  at: z.string().optional(),
  organizers: z.array(z.string()),
  events: z.array(z.string()),
});

/** What is suppressed of one address: nothing, or one item. */
export const Suppressions = z.looseObject({ items: z.array(Suppression) });

/** What became of one mail that came in; without an outcome it is at work. */
export const InboundMail = z.looseObject({
  mailId: z.string(),
  mailbox: z.string(),
  receivedAt: z.string().default(''),
  outcome: z.string().optional(),
  reason: z.string().optional(),
  sentence: z.string().optional(),
  todo: z.string().optional(),
  decidable: z.boolean().default(false),
  confirmedAt: z.string().optional(),
  approvedAt: z.string().optional(),
  refusedAt: z.string().optional(),
  organizer: z.looseObject({ address: z.string() }).optional(),
  answer: z.looseObject({ address: z.string(), answers: z.array(z.string()) }).optional(),
});
/** What {@link InboundMail} reads. */
export type InboundMail = z.output<typeof InboundMail>;

/** One page of anything. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.looseObject({ items: z.array(item), next: z.string().optional() });
