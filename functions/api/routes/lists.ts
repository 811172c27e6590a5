import * as z from 'zod';
import { deleteRows, exportRefused } from '../../../adapters/list-files.ts';
import { isAwaited } from '../../../adapters/list-runs.ts';
import {
  createList,
  listsOf,
  refusedRows,
  type StoredList,
  updateList,
} from '../../../adapters/list-store.ts';
import { describeObject, readObject, uploadForm } from '../../../adapters/objects.ts';
import { emptied } from '../../../domain/list/preview.ts';
import { MAX_BYTES } from '../../../domain/list/read-list.ts';
import { UPLOAD_PREFIX } from '../../../manifest.ts';
import { endpoint } from '../endpoint.ts';
import { fileEndpoint } from '../file-endpoint.ts';
import { consentOf, List, RefusedRow, SaidConsent, showList } from '../list-answer.ts';
import { newId } from '../new-id.ts';
import { Problem } from '../problem.ts';
import { eventOf, listOf } from '../within.ts';

const CONTENT_TYPE = 'text/csv';

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
    const listId = newId();
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
    return { ...showList(list), upload: { method: 'POST' as const, ...form } };
  },
});

/** `GET /v1/lists/{listId}` */
export const readListRoute = endpoint({
  summary: 'Preview a list: counts, first rows, refused rows',
  answer: List,
  async handle({ params, caller }) {
    return showList(await listOf(params.listId, caller));
  },
});

/** `GET /v1/events/{eventId}/lists` */
export const listListsRoute = endpoint({
  summary: 'The lists of an event, the oldest first',
  answer: z.object({ items: z.array(List) }),
  async handle({ params, caller }) {
    const { eventId } = await eventOf(params.eventId, caller);
    return { items: (await listsOf(eventId)).map(showList) };
  },
});

/** `DELETE /v1/lists/{listId}` */
export const deleteListRoute = endpoint({
  summary: 'Delete the rows of a list',
  description:
    'Its counts and its consent stay. A run that has begun has its own copy; one that waits for its time must be taken back first.',
  answer: List,
  async handle({ params, caller }) {
    const list = await listOf(params.listId, caller);
    if (list.state === 'deleted') return showList(list);
    if (await isAwaited(list)) {
      throw new Problem('list_in_use', 'a run waits for this list: take it back first');
    }
    const change = emptied(list);
    // First the word, so that no run begins with half a list.
    await updateList(list.listId, change);
    await deleteRows(list.listId);
    return showList({ ...list, ...change });
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

/** `POST /v1/lists/{listId}/refused/file` */
export const writeRefused = fileEndpoint('every refused row of a list', {
  forms: ['csv'],
  write: async ({ params, caller }) => exportRefused((await listOf(params.listId, caller)).listId),
});
