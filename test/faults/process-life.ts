import { setTimeout as sleep } from 'node:timers/promises';
import { openApi } from '../../local/demo/api.ts';
import type { Endpoints } from '../../local/endpoints.ts';
import { scratchFolder } from '../local/scratch-folder.ts';
import { type ChildStack, startChild } from '../stack/child-stack.ts';
import { createEvent, startRun, untilRunEnds, uploadList } from '../stack/sending.ts';
import { type DroppingProxy, openDroppingProxy } from './dropping-proxy.ts';
import { type Random, randomOf } from './random.ts';

/** What happens to the process of a life while it sends, by its seed. */
const BLOWS = [
  ['SIGKILL'],
  ['SIGSTOP'],
  ['SIGSTOP', 'SIGKILL'],
  ['SIGKILL', 'SIGKILL'],
] as const satisfies readonly (readonly NodeJS.Signals[])[];

const GUESTS = 400;
/** 135 a second are used: the run takes 3 s, and is hit within the first two thirds of it. */
const ENV = { CONVOKE_SEND_RATE: '150', CONVOKE_SILENCE_SECONDS: '10' };
/** Of the mails that SES takes. */
const DROPPED_SHARE = 0.04;
/** A lease is 30 s: whoever stood still for so long may settle nothing, and raise no fence. */
const STALL_MS = [31_000, 36_000] as const;
/** A blow costs a lease, and a silence at most. */
const PATIENCE_SECONDS = 150;

/** What a life of processes came to. */
export type ProcessLife = Readonly<{
  seed: number;
  blows: readonly NodeJS.Signals[];
  guests: number;
  mails: number;
  /** Answers of SES that were lost behind a mail that it took. */
  dropped: number;
  /** Guests without a mail, of whom the run does not say that they failed. */
  lost: number;
  /** Guests who were twice in the hands of a process that died: the run says that they failed, by silence. */
  failed: number;
  /** Guests with more than one, beyond those that the run says it mailed once more after the silence. */
  doubled: number;
  resent: number;
  /** The run's state, and what it adds up to. */
  run: Readonly<Record<'state' | 'settled' | 'skipped' | 'unknown', string | number>>;
}>;

const guestAt = (index: number): string => `guest${index}@guests.example`;
const LIST = Array.from({ length: GUESTS }, (_, index) => `${guestAt(index)}\n`).join('');

const countMails = async ({ mailbox }: Endpoints): Promise<number> =>
  ((await (await fetch(`${mailbox}/messages/count`)).json()) as { count: number }).count;

/** How many mails each guest has. */
async function mailsByGuest({ mailbox }: Endpoints): Promise<ReadonlyMap<string, number>> {
  const answer = await fetch(`${mailbox}/messages?limit=1000`);
  const mails = (await answer.json()) as readonly { to: readonly string[] }[];
  const counts = new Map<string, number>();
  for (const { to } of mails) counts.set(to[0] ?? '', (counts.get(to[0] ?? '') ?? 0) + 1);
  return counts;
}

/** The stack of a life: another process after each kill, over the same folder. */
async function openStack(proxy: DroppingProxy) {
  const folder = scratchFolder();
  const env = { ...ENV, AWS_ENDPOINT_URL_SESV2: proxy.url };
  const start = async (): Promise<ChildStack> => {
    const child = await startChild(folder, env);
    proxy.aim(child.endpoints.aws.sesv2);
    return child;
  };
  let child = await start();
  return {
    endpoints: () => child.endpoints,
    async hit(blow: NodeJS.Signals, random: Random) {
      if (blow === 'SIGKILL') {
        await child.end('SIGKILL');
        child = await start();
        return;
      }
      process.kill(child.endpoints.pid, 'SIGSTOP');
      await sleep(random.whole(...STALL_MS));
      process.kill(child.endpoints.pid, 'SIGCONT');
    },
    end: () => child.end('SIGTERM'),
  };
}

/** Sends to a list with a process that is killed, or stands still, at moments that the seed names. */
export async function playProcesses(seed: number): Promise<ProcessLife> {
  const random = randomOf(seed);
  const blows = BLOWS[seed % BLOWS.length] ?? BLOWS[0];
  const proxy = await openDroppingProxy(random, DROPPED_SHARE);
  const stack = await openStack(proxy);
  try {
    const eventId = await createEvent(openApi(stack.endpoints()), 'Season opening');
    const { listId } = await uploadList(openApi(stack.endpoints()), eventId, LIST);
    const runId = await startRun(openApi(stack.endpoints()), eventId, listId);
    let from = 40;
    for (const [index, blow] of blows.entries()) {
      const until = Math.floor((GUESTS * 0.65 * (index + 1)) / blows.length);
      from = random.whole(from, Math.max(from + 1, until));
      while ((await countMails(stack.endpoints())) < from) await sleep(5);
      await stack.hit(blow, random);
    }
    const run = await untilRunEnds(openApi(stack.endpoints()), runId, PATIENCE_SECONDS);
    // A mail that is one too many would come with the next pass or event.
    await sleep(1_000);
    const counts = await mailsByGuest(stack.endpoints());
    const { state, sent, failed, skipped, unknown, resent } = run;
    const more = [...counts.values()].reduce((sum, count) => sum + count - 1, 0);
    return {
      ...{ seed, blows, guests: GUESTS, dropped: proxy.dropped(), resent },
      mails: more + counts.size,
      lost: Math.max(0, GUESTS - counts.size - failed),
      failed,
      doubled: Math.max(0, more - resent),
      run: { state, settled: sent + failed, skipped, unknown },
    };
  } finally {
    await stack.end();
    await proxy.close();
  }
}
