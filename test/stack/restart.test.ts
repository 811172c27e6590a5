import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { writeScript } from '../../local/demo/answers.ts';
import { type Api, openApi, until } from '../../local/demo/api.ts';
import { post } from '../../local/demo/post.ts';
import type { Endpoints } from '../../local/endpoints.ts';
import { scratchFolder } from '../local/scratch-folder.ts';
import { type ChildStack, startChild } from './child-stack.ts';
import { createEvent, sendTo, startRun, untilRunEnds, uploadList } from './sending.ts';

const GUESTS = 600;
/** 135 of these are used: the run takes over 4 s. */
const ENV = { CONVOKE_SEND_RATE: '150', CONVOKE_SILENCE_SECONDS: '3' };
/** The start, the run, the lease of a lost worker and the passes after it. */
const PATIENCE_SECONDS = 110;

const guestAt = (index: number): string => `guest${index}@guests.example`;
const guestList = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `${guestAt(from + index)}\n`).join('');

/** What must survive: everything that the API tells. */
async function recorded(api: Api, eventId: string, listId: string): Promise<unknown> {
  const { answers, byClient } = await api.get<{ answers: { accepted: number }; byClient: unknown }>(
    `/v1/events/${eventId}/stats`,
  );
  return {
    events: await api.get('/v1/events'),
    list: await api.get(`/v1/lists/${listId}`),
    inbound: await api.get('/v1/inbound'),
    accepted: answers.accepted,
    byClient,
  };
}

async function countMails({ mailbox }: Endpoints): Promise<number> {
  return ((await (await fetch(`${mailbox}/messages/count`)).json()) as { count: number }).count;
}

/** How many mails each guest has. */
async function mailsByGuest({ mailbox }: Endpoints): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let after = ''; ; ) {
    const page = (await (await fetch(`${mailbox}/messages?limit=1000&after=${after}`)).json()) as {
      id: string;
      to: string[];
    }[];
    for (const { to } of page) counts.set(to[0] ?? '', (counts.get(to[0] ?? '') ?? 0) + 1);
    after = page.at(-1)?.id ?? '';
    if (page.length === 0) return counts;
  }
}

/** An event, an earlier run whose first guest has answered, and a large run that has begun. */
async function beginRun({ endpoints }: ChildStack): Promise<{
  eventId: string;
  listId: string;
  runId: string;
}> {
  const api = openApi(endpoints);
  const eventId = await createEvent(api, 'Season opening');
  await sendTo(api, eventId, guestList(GUESTS, GUESTS + 2));
  const { replies } = await writeScript(endpoints.mailbox, [guestAt(GUESTS)], Date.now());
  const to = endpoints.mailboxes.invites;
  await post(endpoints, [replies.map((mail) => ({ ...mail, to }))]);
  await until('the answer', 20, async () => {
    const { items } = await api.get<{ items: { outcome?: string }[] }>('/v1/inbound');
    return items[0]?.outcome;
  });
  const { listId } = await uploadList(api, eventId, guestList(0, GUESTS));
  const runId = await startRun(api, eventId, listId);
  return { eventId, listId, runId };
}

/** Stops a run after so many mails, starts again on the same data, and gives how that went. */
async function stopAndStart(signal: NodeJS.Signals, mails: number) {
  const folder = scratchFolder();
  const first = await startChild(folder, ENV);
  const { eventId, listId, runId } = await beginRun(first);
  const before = await recorded(openApi(first.endpoints), eventId, listId);
  let mailsBefore = 0;
  while (mailsBefore < mails) mailsBefore = await countMails(first.endpoints);
  const ended = await first.end(signal);
  const second = await startChild(folder, ENV);
  try {
    const api = openApi(second.endpoints);
    const started = performance.now();
    const after = await recorded(api, eventId, listId);
    const run = await untilRunEnds(api, runId, PATIENCE_SECONDS);
    const seconds = (performance.now() - started) / 1_000;
    // A mail that is one too many would come with the next pass or event.
    await sleep(1_000);
    const byGuest = await mailsByGuest(second.endpoints);
    return { ended, mailsBefore, before, after, seconds, run, byGuest };
  } finally {
    await second.end('SIGTERM');
  }
}

/** One kill and one orderly stop; kills at other moments are in `test/faults/processes.test.ts`. */
const STOPS: readonly (readonly [NodeJS.Signals, number])[] = [
  ['SIGKILL', 310],
  ['SIGTERM', 250],
];

let outcomes: readonly Awaited<ReturnType<typeof stopAndStart>>[] = [];

// All at once: each waits half a minute for the lease of its lost workers and does nothing meanwhile.
beforeAll(async () => {
  outcomes = await Promise.all(STOPS.map(([signal, mails]) => stopAndStart(signal, mails)));
}, 240_000);

test.each(STOPS.map((stop, index) => [...stop, index] as const))(
  'after %s behind %i mails the run ends by itself, one mail for each guest, and nothing is lost',
  (signal, mails, index) => {
    const outcome = outcomes[index];
    if (outcome === undefined) throw new Error('the stack was not stopped');
    const { ended, mailsBefore, before, after, seconds, run, byGuest } = outcome;
    console.info(
      `${signal} after ${mailsBefore} mails: finished ${seconds.toFixed(1)} s after the new start, ${run.resent} sent once more`,
    );
    expect(ended).toMatchObject(signal === 'SIGKILL' ? { signal } : { code: 0, signal: null });
    expect(ended.said).toMatch(/^\nConvoke runs[\s\S]*--help\n\n$/);
    expect(mailsBefore).toBeGreaterThanOrEqual(mails);
    expect(mailsBefore).toBeLessThan(GUESTS);
    expect(before).toMatchObject({ accepted: 1, events: { items: [{ title: 'Season opening' }] } });
    expect(after).toEqual(before);
    // An orderly stop lets its workers finish: nobody is left in doubt, and no lease must run out.
    if (signal === 'SIGTERM')
      expect({ again: run.resent, soon: seconds < 20 }).toEqual({ again: 0, soon: true });
    const counts = { total: GUESTS, sent: GUESTS, failed: 0, skipped: 0, unknown: 0 };
    expect(run).toMatchObject({ state: 'finished', ...counts });
    const wanted = Array.from({ length: GUESTS + 2 }, (_, guest) => [guestAt(guest), 1] as const);
    expect(byGuest).toEqual(new Map(wanted));
  },
);
