import * as z from 'zod';
import type { StoredList } from '../../adapters/list-store.ts';
import { EXECUTION } from './run-answer.ts';

/** A refused row, for people. */
export const RefusedRow = z.object({ line: z.number(), reason: z.string(), cell: z.string() });

const Said = z.object({ source: z.string(), note: z.string().optional() });

/** What somebody says about consent, in a body. */
export const SaidConsent = z
  .strictObject({
    source: z.string().trim().min(3).max(1_000).describe('a form, a membership, an earlier event'),
    note: z.string().trim().max(1_000).optional(),
  })
  .describe('how these people agreed to be invited; kept with the list');

const Consent = Said.extend({
  mailId: z.string().optional().describe('the mail that the list came in'),
  carried: z
    .array(Said.extend({ listId: z.string().optional() }))
    .optional()
    .describe('of a segment: what was said of the lists that its guests came from'),
});

/** A list and what reading it found. */
export const List = z.object({
  listId: z.string(),
  eventId: z.string(),
  fileName: z.string(),
  consent: Consent,
  segment: z
    .object({ from: z.array(z.string()), answers: z.array(z.string()) })
    .optional()
    .describe('of a list that was made of guests of earlier events'),
  state: z.enum(['waiting', 'reading', 'staged', 'refused', 'failed', 'deleted']),
  createdAt: z.string(),
  rows: z.number().default(0),
  accepted: z.number().default(0),
  refused: z.number().default(0),
  refusedByReason: z.record(z.string(), z.number()).default({}),
  duplicates: z.number().default(0),
  zones: z
    .array(z.object({ zone: z.string(), guests: z.number() }))
    .default([])
    .describe('accepted guests by time zone, where the list says it'),
  firstRows: z
    .array(
      z.object({
        line: z.number(),
        address: z.string(),
        name: z.string().optional(),
        zone: z.string().optional(),
      }),
    )
    .default([]),
  refusedRows: z.array(RefusedRow).default([]).describe('the first 200; see …/refused for all'),
  notices: z.array(z.object({ notice: z.string(), sentence: z.string() })).default([]),
  fault: z.object({ reason: z.string(), sentence: z.string() }).optional(),
  execution: EXECUTION.optional(),
});

/** A list for people. */
export const showList = ({ preview, ...list }: StoredList): z.output<typeof List> =>
  List.parse({ ...list, ...preview });

/** What was said about consent, as it is stored. */
export const consentOf = ({
  source,
  note,
}: z.output<typeof SaidConsent>): StoredList['consent'] => ({
  source,
  ...(note !== undefined && { note }),
});
