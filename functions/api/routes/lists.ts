import * as z from 'zod';
import { createList, refusedRows, type StoredList } from '../../../adapters/list-store.ts';
import { describeObject, readObject, uploadForm } from '../../../adapters/objects.ts';
import { base32 } from '../../../domain/invite/base32.ts';
import { MAX_BYTES } from '../../../domain/list/read-list.ts';
import { UPLOAD_PREFIX } from '../../../manifest.ts';
import { endpoint } from '../endpoint.ts';
import { eventOf, listOf } from '../within.ts';

const CONTENT_TYPE = 'text/csv';

const RefusedRow = z.object({ line: z.number(), reason: z.string(), cell: z.string() });

const Consent = z.object({ source: z.string(), note: z.string().optional() });

/** What somebody says about consent, in a body. */
const SaidConsent = z
  .strictObject({
    source: z.string().trim().min(3).max(1_000).describe('a form, a membership, an earlier event'),
    note: z.string().trim().max(1_000).optional(),
  })
  .describe('how these people agreed to be invited; kept with the list');

const List = z.object({
  listId: z.string(),
  eventId: z.string(),
  fileName: z.string(),
  consent: Consent.extend({
    mailId: z.string().optional().describe('the mail that the list came in'),
    carried: z
      .array(Consent.extend({ listId: z.string().optional() }))
      .optional()
      .describe('of a segment: what was said of the lists that its guests came from'),
  }),
  state: z.enum(['waiting', 'reading', 'staged', 'refused', 'failed']),
  createdAt: z.string(),
  rows: z.number().default(0),
  accepted: z.number().default(0),
  refused: z.number().default(0),
  duplicates: z.number().default(0),
  firstRows: z
    .array(z.object({ line: z.number(), address: z.string(), name: z.string().optional() }))
    .default([]),
  refusedRows: z.array(RefusedRow).default([]).describe('the first 200; see …/refused for all'),
  notices: z.array(z.object({ notice: z.string(), sentence: z.string() })).default([]),
  fault: z.object({ reason: z.string(), sentence: z.string() }).optional(),
});

const show = ({ preview, ...list }: StoredList): z.output<typeof List> =>
  List.parse({ ...list, ...preview });

const consentOf = ({ source, note }: z.output<typeof SaidConsent>): StoredList['consent'] => ({
  source,
  ...(note !== undefined && { note }),
});

/** `POST /v1/events/{eventId}/lists` */
export const createListRoute = endpoint({
  summary: 'Announce a list and get the address at which to upload it',
  description:
    'POST a form (multipart/form-data) with `upload.fields` and then the CSV or TXT as `file` to `upload.url` within ten minutes, 2 GiB at most; then read the list.',
  body: z.strictObject({
    fileName: z.string().min(1).max(255),
    consent: SaidConsent,
  }),
  status: 201,
  answer: List.extend({
    upload: z.object({
      method: z.literal('POST'),
      url: z.string(),
      fields: z.record(z.string(), z.string()),
    }),
  }),
  async handle({ params, caller, body, now }) {
    const event = await eventOf(params.eventId, caller);
    const listId = base32(crypto.getRandomValues(new Uint8Array(16)));
    const list: StoredList = {
      listId,
      eventId: event.eventId,
      fileName: body.fileName,
      consent: consentOf(body.consent),
      state: 'waiting',
      createdAt: now.toISOString(),
    };
    await createList(list);
    const form = await uploadForm(`${UPLOAD_PREFIX}${listId}`, CONTENT_TYPE, MAX_BYTES);
    return { ...show(list), upload: { method: 'POST' as const, ...form } };
  },
});

/** `GET /v1/lists/{listId}` */
export const readListRoute = endpoint({
  summary: 'Preview a list: counts, first rows, refused rows',
  answer: List,
  async handle({ params, caller }) {
    return show(await listOf(params.listId, caller));
  },
});

/** Octets of refused rows in one page. */
const PAGE_OCTETS = 256 * 1024;

/** `GET /v1/lists/{listId}/refused` */
export const readRefusedRoute = endpoint({
  summary: 'Every refused row of a list, with its line and reason',
  query: z.object({ cursor: z.coerce.number().int().min(0).default(0) }),
  answer: z.object({ items: z.array(RefusedRow), next: z.string().optional() }),
  async handle({ params, caller, query }) {
    const { listId } = await listOf(params.listId, caller);
    const size = (await describeObject('data', refusedRows(listId)))?.size ?? 0;
    if (query.cursor >= size) return { items: [] };
    const end = Math.min(size, query.cursor + PAGE_OCTETS);
    const octets = await readObject('data', refusedRows(listId), { start: query.cursor, end });
    const whole = octets.subarray(0, octets.lastIndexOf(10) + 1);
    const items = whole
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .map((line) => RefusedRow.parse(JSON.parse(line)));
    const next = query.cursor + whole.length;
    return { items, ...(next < size && { next: String(next) }) };
  },
});
