import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { AudienceRange } from '../../domain/invite/audience.ts';
import { handler as checkChange } from '../../functions/check-change/handler.ts';
import { handler as collectAudience } from '../../functions/collect-audience/handler.ts';
import { handler as finishRun } from '../../functions/finish-run/handler.ts';
import { handler as freezeAudience } from '../../functions/freeze-audience/handler.ts';
import { handler as sendBatch } from '../../functions/send-batch/handler.ts';
import { handler as settleRun } from '../../functions/settle-run/handler.ts';
import { handler as takeTurn } from '../../functions/take-turn/handler.ts';
import { contextOf } from '../functions/lambda-context.ts';
import { type Account, Dead, sleep, within } from './simulated-aws.ts';

type Answer = Record<string, unknown>;
type Handler = (input: unknown, context: ReturnType<typeof contextOf>) => Promise<unknown>;

/** Lambda does not know what became of a call: the process died, or still runs. */
class Lost extends Error {
  override readonly name = 'Lost';
}

/** A run was at work for 40 passes. */
class NeverSettled extends Error {
  override readonly name = 'NeverSettled';
}

/** Calls a Lambda once. Whoever waits hears at some time that it died, and sometimes only thinks so. */
export function invoke<T>({ random, deaths }: Account, run: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const lose = () => setTimeout(() => reject(new Lost()), random.pick([100, 5_000, 60_000]));
    const process = {
      alive: true,
      die() {
        process.alive = false;
        deaths.push(new Date().toISOString());
        lose();
      },
    };
    if (random.chance(0.01)) lose();
    within(process, run).then(resolve, (error: unknown) => {
      // A dead process says nothing; one that waited for a read of its memory's dies with it.
      if (process.alive && error instanceof Dead) process.die();
      else if (process.alive) reject(error);
    });
  });
}

/** A step of a workflow: tried again when it is lost, as its Retry and then a redrive would. */
export async function step<T>(account: Account, run: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < 50; tries += 1) {
    try {
      return await invoke(account, run);
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      await sleep(account.random.whole(500, 4_000));
    }
  }
  throw new Error('a step was lost 50 times');
}

const call = (account: Account, handler: unknown, name: string, input: Answer): Promise<Answer> =>
  step(account, () => (handler as Handler)(input, contextOf(name)) as Promise<Answer>);

const manifestOf = ({ objects }: Account, runId: string, pass: unknown): AudienceRange[] =>
  (objects.get(`runs/${runId}/manifest-${pass}.jsonl`)?.toString() ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AudienceRange);

/** Cuts a frozen audience anew, into ranges of 3 or 4 guests: 100 would be one worker's work. */
function cutFine({ objects, table, random }: Account, runId: string): void {
  const lines = (objects.get(`runs/${runId}/audience.jsonl`)?.toString() ?? '').split('\n');
  const ranges: AudienceRange[] = [];
  let start = 0;
  for (let from = 0; from < lines.length - 1; ) {
    const count = Math.min(random.whole(3, 5), lines.length - 1 - from);
    const octets = lines.slice(from, from + count).join('\n').length + 1;
    ranges.push({ range: ranges.length, start, end: start + octets, count });
    start += octets;
    from += count;
  }
  const manifest = ranges.map((range) => `${JSON.stringify(range)}\n`).join('');
  objects.set(`runs/${runId}/manifest-1.jsonl`, Buffer.from(manifest));
  table.run(
    new UpdateCommand({
      TableName: 'convoke',
      Key: { pk: `RUN#${runId}`, sk: 'META' },
      UpdateExpression: 'SET ranges = :ranges',
      ExpressionAttributeValues: { ':ranges': ranges.length },
    }),
  );
}

/** The workflow `deliver`: a child that is lost three times leaves its range to the next pass. */
async function deliver(account: Account, runId: string, pass: unknown): Promise<void> {
  const ratePerSecond = account.random.pick([0.2, 0.35, 20]);
  await Promise.all(
    manifestOf(account, runId, pass).map(async (range) => {
      const input = { runId, worker: `${pass}-${range.range}`, ratePerSecond, range };
      for (let tries = 0; tries < 3; tries += 1) {
        try {
          return await invoke(account, () => sendBatch(input, contextOf('send-batch')));
        } catch (error) {
          if (!(error instanceof Lost)) throw error;
          await sleep(account.random.whole(500, 4_000));
        }
      }
      return undefined;
    }),
  );
}

/** The workflow `run`. */
export async function playRun(account: Account, runId: string): Promise<void> {
  for (;;) {
    const turn = await call(account, takeTurn, 'take-turn', { runId });
    if (!turn.mine) {
      await sleep(Number(turn.waitSeconds) * 1_000);
    } else if (!turn.frozen) {
      await call(account, collectAudience, 'collect-audience', { runId });
      cutFine(account, runId);
    } else {
      if (turn.total === 0) break;
      await deliver(account, runId, turn.pass);
      const settled = await call(account, settleRun, 'settle-run', { runId, redrive: '0.0' });
      if (settled.openRanges === 0) break;
      if (Number(settled.pass) > 40) throw new NeverSettled(runId);
      await sleep(Number(settled.waitSeconds) * 1_000);
    }
  }
  await call(account, finishRun, 'finish-run', { runId });
}

/** The workflow `send` of a list. */
export async function playSend(account: Account, runId: string): Promise<void> {
  await call(account, freezeAudience, 'freeze-audience', { runId });
  cutFine(account, runId);
  await playRun(account, runId);
}

/** The workflows `update` and `cancel`. */
export async function playChange(
  account: Account,
  change: Readonly<{ eventId: string; sequence: number }>,
  holdSeconds: number,
): Promise<void> {
  await sleep(holdSeconds * 1_000);
  const input = { ...change, execution: 'execution' };
  const { newest, runId } = await call(account, checkChange, 'check-change', input);
  if (newest) await playRun(account, String(runId));
}
