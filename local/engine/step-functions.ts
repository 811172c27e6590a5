import type { ListStateMachinesInput, ListStateMachinesOutput } from '@aws-sdk/client-sfn';
import type { EngineClock, EnginePorts, StepFunctions, WorkflowSource } from './contract.ts';
import { describeExecution, describeMapRun, listedMapRun } from './describe.ts';
import { ApiError } from './errors.ts';
import { executionHistory } from './execution-history.ts';
import {
  definitionById,
  type ExecutionRow,
  executionById,
  type MachineRow,
  markEnded,
  runningExecutions,
  saveMachine,
} from './executions-table.ts';
import { listExecutions } from './list-executions.ts';
import { type MapRunRow, mapRunByArn, updateLimits } from './map-runs-table.ts';
import { checkName, machineArn, roleArn } from './names.ts';
import { pageOf, readPage } from './paging.ts';
import { parseWorkflow } from './parse.ts';
import { redrive } from './redrive.ts';
import { deleteEndedBefore, retentionMs } from './retention.ts';
import { Runner } from './runner.ts';
import { Store } from './store.ts';

/** What an engine is made of. */
export type StepFunctionsOptions = Readonly<{
  ports: EnginePorts;
  clock: EngineClock;
  /** A path, or `:memory:`. What runs when the process dies is in it for `resume`. */
  databaseFile: string;
  region: string;
  accountId: string;
  /** @default Math.random */
  rng?: () => number;
}>;

/** The embedded Step Functions over one database file. */
export function createStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { ports, clock, databaseFile, region, accountId, rng = Math.random } = options;
  const store = new Store(databaseFile);
  const home = { region, accountId };
  const runner = new Runner({
    ports,
    clock,
    store,
    home,
    random: rng,
    live: new Map(),
    mapRuns: new Map(),
  });
  deleteEndedBefore(store, clock.now() - retentionMs);
  return {
    ...workflowCalls(runner),
    ...executionCalls(runner),
    ...controlCalls(runner),
    ...mapRunCalls(runner),
    async close() {
      runner.close();
      // One turn, so that what was taken back unwinds while the database is still open.
      await new Promise((resolve) => setImmediate(resolve));
      store.close();
    },
  };
}

type Calls<K extends keyof StepFunctions> = Pick<StepFunctions, K>;

function workflowCalls(
  runner: Runner,
): Calls<'load' | 'listStateMachines' | 'describeStateMachine'> {
  const { store, clock, home, random } = runner.engine;
  return {
    load({ name, type, definition: text }: WorkflowSource) {
      checkName(name);
      const workflow = parseWorkflow(text, type, random);
      const arn = machineArn(home, name);
      const definition = saveMachine(store, { arn, name, type, text, created: clock.now() });
      runner.remember(definition, workflow);
      return arn;
    },
    listStateMachines: async (input) => listMachines(store, input),
    async describeStateMachine({ stateMachineArn }) {
      const row = runner.machine(stateMachineArn);
      return {
        stateMachineArn: row.arn,
        name: row.name,
        status: 'ACTIVE',
        type: row.type,
        definition: definitionById(store, row.definition)?.text,
        roleArn: roleArn(home),
        creationDate: new Date(row.created),
      };
    },
  };
}

type Listed = MachineRow & Readonly<{ position: number }>;

function listMachines(store: Store, input: ListStateMachinesInput): ListStateMachinesOutput {
  const page = readPage(input);
  const sql = 'SELECT rowid AS position, * FROM machines WHERE rowid > ? ORDER BY rowid LIMIT ?';
  const rows = store.rows<Listed>(sql, page.after ?? 0, page.limit + 1);
  const { entries, next } = pageOf(rows, page, (row) => row.position);
  const stateMachines = entries.map((row) => ({
    stateMachineArn: row.arn,
    name: row.name,
    type: row.type,
    creationDate: new Date(row.created),
  }));
  return { stateMachines, ...next };
}

function executionCalls(
  runner: Runner,
): Calls<
  | 'startExecution'
  | 'startSyncExecution'
  | 'describeExecution'
  | 'listExecutions'
  | 'getExecutionHistory'
  | 'untilEnded'
> {
  const { engine } = runner;
  const { store } = engine;
  return {
    async startExecution({ stateMachineArn, name, input }) {
      const row = runner.start(stateMachineArn ?? '', name, input ?? '{}');
      await store.durable();
      return { executionArn: row.arn, startDate: new Date(row.started) };
    },
    async startSyncExecution({ stateMachineArn, name, input }) {
      if (runner.machine(stateMachineArn).type !== 'EXPRESS') {
        const message = 'This operation is not supported by this type of state machine';
        throw new ApiError('StateMachineTypeNotSupported', message);
      }
      const { arn } = runner.start(stateMachineArn ?? '', name, input ?? '{}');
      return syncAnswer(await runner.untilEnded(arn));
    },
    describeExecution: async ({ executionArn }) =>
      describeExecution(store, runner.execution(executionArn)),
    listExecutions: async (input) => listExecutions(store, input),
    getExecutionHistory: async (input) =>
      executionHistory(engine, runner.execution(input.executionArn), input),
    untilEnded: async (arn) => describeExecution(store, await runner.untilEnded(arn)),
  };
}

type SyncAnswer = Awaited<ReturnType<StepFunctions['startSyncExecution']>>;

function syncAnswer(row: ExecutionRow): SyncAnswer {
  const included = { included: true };
  return {
    executionArn: row.arn,
    stateMachineArn: row.machine,
    name: row.name,
    startDate: new Date(row.started),
    stopDate: new Date(row.stopped ?? row.started),
    status: row.status === 'SUCCEEDED' || row.status === 'TIMED_OUT' ? row.status : 'FAILED',
    input: row.input,
    inputDetails: included,
    ...(row.output === null ? {} : { output: row.output, outputDetails: included }),
    ...(row.error === null ? {} : { error: row.error }),
    ...(row.cause === null ? {} : { cause: row.cause }),
  };
}

function controlCalls(runner: Runner): Calls<'stopExecution' | 'redriveExecution' | 'resume'> {
  const { engine } = runner;
  const { store, clock } = engine;
  return {
    async stopExecution({ executionArn, error, cause }) {
      const row = runner.execution(executionArn);
      if (row.type === 'EXPRESS') {
        const message = 'This operation is not supported by this type of state machine';
        throw new ApiError('StateMachineTypeNotSupported', message);
      }
      const details = {
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      };
      if (engine.live.has(row.id)) {
        engine.abort(row.id, 'stopped', details);
        await runner.untilEnded(row.arn);
      } else if (row.status === 'RUNNING') {
        markEnded(store, row.id, { status: 'ABORTED', ...details }, clock.now());
      }
      await store.durable();
      return { stopDate: new Date(runner.fresh(row).stopped ?? clock.now()) };
    },
    async redriveExecution({ executionArn }) {
      const row = redrive(engine, runner.execution(executionArn));
      runner.launch(row, 'redriven');
      await store.durable();
      return { redriveDate: new Date(row.redriven ?? clock.now()) };
    },
    async resume() {
      const rows = runningExecutions(store).filter((row) => !engine.live.has(row.id));
      for (const row of rows) runner.launch(row, 'resumed');
      return rows.length;
    },
  };
}

function mapRunCalls(runner: Runner): Calls<'listMapRuns' | 'describeMapRun' | 'updateMapRun'> {
  const { store, mapRuns } = runner.engine;
  const runOf = (arn: string | undefined): MapRunRow => {
    const run = arn === undefined ? undefined : mapRunByArn(store, arn);
    if (run === undefined) throw new ApiError('ResourceNotFound', `Resource not found: '${arn}'`);
    return run;
  };
  return {
    async listMapRuns(input) {
      const row = runner.execution(input.executionArn);
      const page = readPage(input);
      const sql = 'SELECT * FROM map_runs WHERE execution = ? AND id < ? ORDER BY id DESC LIMIT ?';
      const before = page.after ?? Number.MAX_SAFE_INTEGER;
      const found = store.rows<MapRunRow>(sql, row.id, before, page.limit + 1);
      const { entries, next } = pageOf(found, page, (run) => run.id);
      return { mapRuns: entries.map((run) => listedMapRun(run, row.arn)), ...next };
    },
    async describeMapRun({ mapRunArn }) {
      const run = runOf(mapRunArn);
      return describeMapRun(store, run, executionById(store, run.execution)?.arn ?? '');
    },
    async updateMapRun(input) {
      const run = runOf(input.mapRunArn);
      const limits = {
        maxConcurrency: input.maxConcurrency ?? run.max_concurrency,
        toleratedCount: input.toleratedFailureCount ?? run.tolerated_count ?? undefined,
        toleratedPercentage:
          input.toleratedFailurePercentage ?? run.tolerated_percentage ?? undefined,
      };
      updateLimits(store, run.id, limits);
      const live = mapRuns.get(run.id);
      if (live !== undefined) {
        live.limits = limits;
        live.pump();
      }
      await store.durable();
      return {};
    },
  };
}
