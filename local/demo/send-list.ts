import { type Api, type UploadForm, until, uploadFile } from './api.ts';
import type { DemoFigures } from './figures.ts';
import type { GuestList } from './guest-list.ts';

/** What the demo tells while it works. */
export type Progress = (step: string, done?: number, total?: number) => void;

/** Seconds for one guest at the slowest speed that is still called working. */
export const PATIENCE = 120;

type List = DemoFigures['list'] & Readonly<{ listId: string; state: string }>;
type Run = DemoFigures['run'] & Readonly<{ state: string; detail?: string; endedAt: string }>;

/** What became of a list, and how long it took. */
export type SentList = Readonly<{
  list: List;
  run: Run;
  /** From the upload to the last mail in the mailbox. */
  seconds: number;
}>;

/** Milliseconds before the first question whether a list is read, and between the others: a thousand rows take 30. */
const READING = { first: 20, longest: 10 };

/** Uploads a list to an event, and gives what was read of it. @throws DemoFailed */
async function uploadList(api: Api, eventId: string, list: GuestList): Promise<List> {
  const consent = { source: 'Signed up for the season opening on the league website' };
  const announced = await api.post<List & { upload: UploadForm }>(`/v1/events/${eventId}/lists`, {
    fileName: list.fileName,
    consent,
  });
  await uploadFile(announced.upload, new Blob([list.csv]));
  const ask = async (): Promise<List | undefined> => {
    const read = await api.get<List>(`/v1/lists/${announced.listId}`);
    return ['staged', 'refused', 'failed'].includes(read.state) ? read : undefined;
  };
  return until('reading the list', PATIENCE + list.guests.length / 2_000, ask, READING);
}

/** Sends an event to a list that was read, and gives the run when it has ended. @throws DemoFailed */
async function startRun(
  api: Api,
  eventId: string,
  { listId, accepted }: List,
  tell: Progress,
): Promise<Run> {
  const { runId } = await api.post<{ runId: string }>(`/v1/events/${eventId}/runs`, { listId });
  const ask = async (): Promise<Run | undefined> => {
    const run = await api.get<Run>(`/v1/runs/${runId}`);
    tell('Sending invitations', run.sent + run.failed + run.skipped, accepted);
    const ended = ['finished', 'stopped', 'refused', 'needs_attention'].includes(run.state);
    return ended ? run : undefined;
  };
  // A look at a run reads its ranges, one for 250 guests.
  const pause = Math.max(150, accepted / 500);
  return until('sending', PATIENCE + accepted / 50, ask, { first: pause, longest: pause });
}

/**
 * Uploads a list to an event and sends to it. How long the sending took the run says itself: whoever asks often enough to
 * see it takes the thread from it.
 *
 * @throws DemoFailed
 */
export async function sendList(
  api: Api,
  eventId: string,
  guests: GuestList,
  tell: Progress = () => undefined,
): Promise<SentList> {
  const began = performance.now();
  const list = await uploadList(api, eventId, guests);
  const reading = performance.now() - began;
  const asked = Date.now();
  const run = await startRun(api, eventId, list, tell);
  return { list, run, seconds: (reading + Date.parse(run.endedAt) - asked) / 1_000 };
}
