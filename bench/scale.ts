import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openApi, type UploadForm, until, uploadFile } from '../local/demo/api.ts';
import { guestList } from '../local/demo/guest-list.ts';
import { keepHeapSmall } from '../local/heap.ts';
import { readSettings } from '../local/settings.ts';
import { startStack } from '../local/stack.ts';
import { median, round } from './measure.ts';

/**
 * Whether a guest takes longer where there are more of them: lists of several sizes are sent on one embedded stack, from
 * the upload to the last mail. The first list warms the code up and is told apart: V8 compiles 2,000 functions meanwhile.
 */
const { values } = parseArgs({ options: { guests: { type: 'string', default: '1000,10000' } } });
const sizes = values.guests.split(',').map(Number);

const WARM_UP = 1_000;
const WARMER = 20_000;
/** Small lists end in a second: one alone says little. */
const repetitions = (guests: number): number => (guests < 10_000 ? 5 : guests < 100_000 ? 3 : 1);

keepHeapSmall();
const folder = await mkdtemp(join(tmpdir(), 'convoke-bench-'));
const ports = ['HTTP', 'SMTP', 'MAILBOX', 'AWS'].map((port) => [`CONVOKE_${port}_PORT`, '0']);
const stack = await startStack(
  readSettings({ CONVOKE_DATA: folder, ...Object.fromEntries(ports) }),
);
const api = openApi(stack.endpoints);

type State = Readonly<{ state: string; sent: number }>;

/** Asks often: of a second, 150 ms between two questions would be much. */
const untilIs = (state: string, path: string, guests: number): Promise<State> =>
  until(
    state,
    60 + guests / 50,
    async () => {
      const answer = await api.get<State>(path);
      return answer.state === state ? answer : undefined;
    },
    Math.max(25, guests / 500),
  );

/** Sends an event of its own to a list of so many. @returns milliseconds a guest */
async function send(guests: number): Promise<number> {
  const start = new Date(Date.now() + 14 * 86_400_000).toISOString();
  const end = new Date(Date.parse(start) + 3_600_000).toISOString();
  const event = { title: 'Demo day', start, end };
  const { eventId } = await api.post<{ eventId: string }>('/v1/events', event);
  const list = guestList(guests, stack.endpoints.mailboxes.calendar);
  const began = performance.now();
  const { listId, upload } = await api.post<{ listId: string; upload: UploadForm }>(
    `/v1/events/${eventId}/lists`,
    { fileName: list.fileName, consent: { source: 'Signed up on the website' } },
  );
  await uploadFile(upload, new Blob([list.csv]));
  await untilIs('staged', `/v1/lists/${listId}`, guests);
  const { runId } = await api.post<{ runId: string }>(`/v1/events/${eventId}/runs`, { listId });
  const { sent } = await untilIs('finished', `/v1/runs/${runId}`, guests);
  const milliseconds = performance.now() - began;
  if (sent !== guests) throw new Error(`${sent} of ${guests} were sent to`);
  await stack.untilIdle();
  return milliseconds / guests;
}

try {
  await stack.load();
  const cold = await send(WARM_UP);
  await send(WARMER);
  const msPerGuest: Record<string, number> = {};
  for (const guests of sizes) {
    const each: number[] = [];
    for (let i = 0; i < repetitions(guests); i += 1) each.push(await send(guests));
    msPerGuest[guests] = round(median(each), 3);
  }
  const all = Object.values(msPerGuest);
  const report = {
    msPerGuest,
    slowestVsFastest: round(Math.max(...all) / Math.min(...all), 2),
    coldMsPerGuest: round(cold, 3),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1_024),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
} finally {
  await stack.close();
  await rm(folder, { recursive: true, force: true });
}
