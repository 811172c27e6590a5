import { type Run, readRun } from '../../adapters/run-store.ts';
import type { Mac } from '../../domain/invite/mac.ts';
import { handler as finishRun } from '../../functions/finish-run/handler.ts';
import { handler as settleRun } from '../../functions/settle-run/handler.ts';
import { handler as takeTurn } from '../../functions/take-turn/handler.ts';
import { contextOf } from './lambda-context.ts';
import { newEvent, newRun, type RunKnobs, type TestRun } from './runs.ts';
import type { FunctionWorld } from './world.ts';

/** Enough guests for three chunks. */
export const MANY: readonly string[] = Array.from(
  { length: 60 },
  (_, index) => `guest${index}@example.com`,
);

type Answer = Promise<Record<string, unknown>>;

/** A run of an event of its own, with the steps of its workflow. */
export type TestSend = TestRun &
  Readonly<{
    eventId: string;
    read(): Promise<Run>;
    turn(): Answer;
    settle(): Answer;
    finish(): Answer;
  }>;

/** Makes it. */
export async function newSend(
  world: FunctionWorld,
  mac: Mac,
  knobs: RunKnobs = { guests: MANY },
): Promise<TestSend> {
  const { eventId, say } = await newEvent(mac);
  const { runId, deliver } = await newRun(world, mac, { eventId, say }, knobs);
  const read = async (): Promise<Run> => {
    const run = await readRun(runId);
    if (!run) throw new Error('the run is gone');
    return run;
  };
  return {
    ...{ runId, deliver, read, eventId },
    turn: () => takeTurn({ runId }, contextOf('take-turn')),
    settle: () => settleRun({ runId, redrive: '0.0' }, contextOf('settle-run')),
    finish: () => finishRun({ runId }, contextOf('finish-run')),
  };
}
