import { randomUUID } from 'node:crypto';
import type { Workflow } from './definition.ts';
import type { Engine, HowToRun } from './engine.ts';
import { Aborted, ApiError } from './errors.ts';
import { programOf, runExecution } from './execution.ts';
import {
  definitionById,
  type ExecutionRow,
  executionByArn,
  executionById,
  insertExecution,
  type MachineRow,
  machineByArn,
  markEnded,
} from './executions-table.ts';
import { checkName, executionArn, expressArn } from './names.ts';
import { parseWorkflow } from './parse.ts';
import { isOversized } from './payload.ts';
import { pruneExpress } from './retention.ts';

type Waiter = Readonly<{ resolve: (row: ExecutionRow) => void; reject: (error: Error) => void }>;

/** Ended EXPRESS executions between two looks at how many are kept. */
const pruneEvery = 1_000;

/** Starts executions, runs them, and tells who waits for their end. */
export class Runner {
  readonly #parts: Omit<Engine, 'start' | 'runChild' | 'abort' | 'untilEnded'>;
  readonly #workflows = new Map<number, Workflow>();
  readonly #waiting = new Map<string, Waiter[]>();
  readonly engine: Engine;
  #expressEnded = 0;

  constructor(parts: Omit<Engine, 'start' | 'runChild' | 'abort' | 'untilEnded'>) {
    this.#parts = parts;
    this.engine = {
      ...parts,
      start: (machine, name, input) => this.start(machine, name, input),
      runChild: (row, how, flow) =>
        runExecution(this.engine, row, how, { flow, timeoutSeconds: undefined }),
      abort: (id, reason, end) => {
        const live = parts.live.get(id);
        if (live === undefined) return;
        live.stopDetails = end ?? {};
        live.controller.abort(reason);
      },
      untilEnded: (arn) => this.untilEnded(arn),
    };
  }

  /** Starts an execution as StartExecution does. @throws ApiError */
  start(machineArn: string, name: string | undefined, input: string): ExecutionRow {
    const machine = this.machine(machineArn);
    if (name !== undefined) checkName(name);
    checkInput(input);
    const { store, home } = this.#parts;
    const given = name ?? randomUUID();
    const arn =
      machine.type === 'STANDARD'
        ? executionArn(home, machine.name, given)
        : expressArn(home, machine.name, given, randomUUID());
    const earlier = executionByArn(store, arn);
    if (earlier !== undefined) {
      if (earlier.status === 'RUNNING' && earlier.input === input) return earlier;
      throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const row = this.#insert(machine, arn, given, input);
    this.launch(row, 'started');
    return row;
  }

  #insert(machine: MachineRow, arn: string, name: string, input: string): ExecutionRow {
    const { store, clock } = this.#parts;
    const { type, definition } = machine;
    const started = clock.now();
    const fields = { arn, machine: machine.arn, name, type, definition, input, started };
    const id = insertExecution(store, { ...fields, status: 'RUNNING' });
    const open = { output: null, error: null, cause: null, stopped: null, redriven: null };
    const top = { map_run: null, map_index: null, items: null };
    return { id, ...fields, status: 'RUNNING', redrives: 0, ...open, ...top };
  }

  /** Runs a stored top-level execution; its end reaches whoever waits for it. */
  launch(row: ExecutionRow, how: HowToRun): void {
    void this.#run(row, how).then((ended) => {
      if (!ended) return;
      this.#tellEnded(row.arn);
      if (row.type === 'EXPRESS') this.#prune();
    });
  }

  async #run(row: ExecutionRow, how: HowToRun): Promise<boolean> {
    let workflow: Workflow;
    try {
      workflow = this.#workflow(row.definition);
    } catch (error) {
      // A stored workflow that an older version of this engine took and this one refuses.
      const { name, message } = error as Error;
      const end = { status: 'FAILED' as const, error: `States.${name}`, cause: message };
      markEnded(this.#parts.store, row.id, end, this.#parts.clock.now());
      return true;
    }
    return (await runExecution(this.engine, row, how, programOf(workflow))) !== undefined;
  }

  #prune(): void {
    this.#expressEnded += 1;
    if (this.#expressEnded % pruneEvery === 0) pruneExpress(this.#parts.store);
  }

  #tellEnded(arn: string): void {
    const waiters = this.#waiting.get(arn);
    if (waiters === undefined) return;
    this.#waiting.delete(arn);
    const row = this.execution(arn);
    for (const { resolve } of waiters) resolve(row);
  }

  /** Resolves once the execution has ended. @throws ApiError ExecutionDoesNotExist */
  async untilEnded(arn: string): Promise<ExecutionRow> {
    const row = this.execution(arn);
    if (row.status !== 'RUNNING') return row;
    return new Promise((resolve, reject) => {
      const waiters = this.#waiting.get(arn) ?? [];
      waiters.push({ resolve, reject });
      this.#waiting.set(arn, waiters);
    });
  }

  /** Takes everything back without an end, so that `resume` of a later engine goes on. */
  close(): void {
    for (const id of [...this.#parts.live.keys()]) this.engine.abort(id, 'closed');
    const waiters = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    for (const { reject } of waiters) reject(new Aborted('closed'));
  }

  /** Remembers a parsed workflow under its definition's id. */
  remember(definition: number, workflow: Workflow): void {
    this.#workflows.set(definition, workflow);
  }

  #workflow(id: number): Workflow {
    const known = this.#workflows.get(id);
    if (known !== undefined) return known;
    const stored = definitionById(this.#parts.store, id);
    if (stored === undefined) throw new Error(`definition ${id} is not stored`);
    const workflow = parseWorkflow(stored.text, stored.type, this.#parts.random);
    this.#workflows.set(id, workflow);
    return workflow;
  }

  /** @throws ApiError ExecutionDoesNotExist */
  execution(arn: string | undefined): ExecutionRow {
    const row = arn === undefined ? undefined : executionByArn(this.#parts.store, arn);
    if (row !== undefined) return row;
    throw new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  }

  /** @throws ApiError StateMachineDoesNotExist */
  machine(arn: string | undefined): MachineRow {
    const row = arn === undefined ? undefined : machineByArn(this.#parts.store, arn);
    if (row !== undefined) return row;
    throw new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  }

  /** The execution as it is now. */
  fresh(row: ExecutionRow): ExecutionRow {
    return executionById(this.#parts.store, row.id) ?? row;
  }
}

function checkInput(input: string): void {
  if (isOversized(input)) {
    throw new ApiError('ValidationException', 'input must be at most 262144 bytes long');
  }
  try {
    JSON.parse(input);
  } catch (error) {
    const message = `Invalid State Machine Execution Input: '${(error as Error).message}'`;
    throw new ApiError('InvalidExecutionInput', message);
  }
}
