import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../local/engine/clock.ts';
import type { Json } from '../local/engine/contract.ts';
import { createStepFunctions } from '../local/engine/step-functions.ts';
import { loadWorkflows, substitutions, workflowArn } from '../local/workflows.ts';
import { median, round } from './measure.ts';

const CHILDREN = 2_000;
const ROUNDS = 5;

const manifest = Array.from({ length: CHILDREN }, (_, range) =>
  JSON.stringify({ range, start: range * 9_000, end: range * 9_000 + 9_000, count: 100 }),
).join('\n');

/** One run of `deliver` whose workers do nothing: what is left is the engine's own work. */
async function deliver(folder: string, run: number): Promise<{ seconds: number; cpu: number }> {
  const engine = createStepFunctions({
    ports: {
      invokeLambda: async (_name, payload: Json) => ({ ok: true, payload }),
      readObject: async () =>
        (async function* () {
          yield Buffer.from(manifest);
        })(),
      listObjects: async function* () {},
      writeObject: async () => undefined,
    },
    clock: systemClock,
    databaseFile: join(folder, `states-${run}.db`),
    region: 'us-east-1',
    accountId: '000000000000',
  });
  loadWorkflows(engine, substitutions({ mail: 'mail', data: 'data' }));
  const cpu = process.cpuUsage();
  const start = performance.now();
  const { executionArn = '' } = await engine.startExecution({
    stateMachineArn: workflowArn('deliver'),
    input: JSON.stringify({ runId: 'run', pass: 1, workers: 90, ratePerWorker: 50 }),
  });
  const ended = await engine.untilEnded(executionArn);
  if (ended.status !== 'SUCCEEDED')
    throw new Error(`the run ended ${ended.status}: ${ended.cause}`);
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  await engine.close();
  return { seconds, cpu: (user + system) / CHILDREN };
}

const folder = await mkdtemp(join(tmpdir(), 'convoke-bench-'));
try {
  const rounds = [];
  for (let run = 0; run <= ROUNDS; run += 1) rounds.push(await deliver(folder, run));
  const [, ...warm] = rounds;
  const report = {
    children: CHILDREN,
    engineChildrenPerSecond: round(CHILDREN / median(warm.map(({ seconds }) => seconds))),
    cpuMicrosecondsPerChild: round(median(warm.map(({ cpu }) => cpu))),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
} finally {
  await rm(folder, { recursive: true });
}
