import { type Api, type UploadForm, until } from '../../local/demo/api.ts';

/** A list, as the API tells it. */
export type ListAnswer = Readonly<{
  listId: string;
  state: string;
  rows: number;
  accepted: number;
  refused: number;
  duplicates: number;
  firstRows: readonly Readonly<{ line: number; address: string; name?: string }>[];
  refusedRows: readonly Readonly<{ line: number; reason: string; cell: string }>[];
  notices: readonly Readonly<{ notice: string; sentence: string }>[];
  fault?: Readonly<{ reason: string; sentence: string }>;
}>;

/** A run, as the API tells it. */
export type RunAnswer = Readonly<{
  runId: string;
  state: string;
  total: number;
  sent: number;
  failed: number;
  skipped: number;
  resent: number;
  unknown: number;
  skippedByReason: Readonly<Record<string, number>>;
  reason?: string;
  detail?: string;
  looksAgainAt?: string;
}>;

const CONSENT = { source: 'Signed up on the website' };
const DAY = 86_400_000;

/** Creates an event in so many days and gives its id. */
export const createEvent = (api: Api, title: string, days = 20): Promise<string> =>
  postEvent(api, { title }, days);

/** The same for an event that has a person as its organizer. */
export const createOwnedEvent = (api: Api, title: string, email: string): Promise<string> =>
  postEvent(api, { title, organizer: { email } }, 20);

async function postEvent(api: Api, event: object, days: number): Promise<string> {
  const date = new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
  const times = { start: `${date}T18:00:00`, end: `${date}T20:00:00`, timeZone: 'Europe/Berlin' };
  const { eventId } = await api.post<{ eventId: string }>('/v1/events', { ...event, ...times });
  return eventId;
}

/** Uploads a list and waits until it was read. */
export async function uploadList(
  api: Api,
  eventId: string,
  body: string | Uint8Array | ReadableStream<Uint8Array>,
  seconds = 30,
): Promise<ListAnswer> {
  const announced = await api.post<ListAnswer & { upload: UploadForm }>(
    `/v1/events/${eventId}/lists`,
    { fileName: 'guests.csv', consent: CONSENT },
  );
  await streamForm(announced.upload, body);
  return until('reading the list', seconds, async () => {
    const list = await api.get<ListAnswer>(`/v1/lists/${announced.listId}`);
    return ['staged', 'refused', 'failed'].includes(list.state) ? list : undefined;
  });
}

const BOUNDARY = 'the-end-of-a-part';

/** Sends a form whose file is made while it is sent: `FormData` would keep all of it. */
async function streamForm(
  { url, fields }: UploadForm,
  file: string | Uint8Array | ReadableStream<Uint8Array>,
): Promise<void> {
  async function* parts(): AsyncGenerator<Uint8Array> {
    const heads = Object.entries(fields).map(
      ([name, value]) =>
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    yield Buffer.from(heads.join(''));
    yield Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="guests.csv"\r\nContent-Type: text/csv\r\n\r\n`,
    );
    if (file instanceof ReadableStream) yield* file;
    else yield Buffer.from(file as Uint8Array);
    yield Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
  }
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: ReadableStream.from(parts()),
    duplex: 'half',
  } as RequestInit);
  if (!answer.ok) throw new Error(`the upload answered ${answer.status}: ${await answer.text()}`);
}

/** Starts a run and gives its id. */
export async function startRun(api: Api, eventId: string, listId: string): Promise<string> {
  return (await api.post<{ runId: string }>(`/v1/events/${eventId}/runs`, { listId })).runId;
}

/** Waits for the end of a run. */
export function untilRunEnds(api: Api, runId: string, seconds = 30): Promise<RunAnswer> {
  return until('the end of the run', seconds, async () => {
    const run = await api.get<RunAnswer>(`/v1/runs/${runId}`);
    return ['finished', 'stopped', 'refused', 'needs_attention'].includes(run.state)
      ? run
      : undefined;
  });
}

/** Uploads a list, sends to it and gives both as they ended. */
export async function sendTo(
  api: Api,
  eventId: string,
  body: string,
): Promise<Readonly<{ list: ListAnswer; run: RunAnswer }>> {
  const list = await uploadList(api, eventId, body);
  const run = await untilRunEnds(api, await startRun(api, eventId, list.listId));
  return { list, run };
}
