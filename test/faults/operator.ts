import { leaveAttention, type Run } from '../../adapters/run-store.ts';
import { redriveRun } from '../../adapters/workflows.ts';
import { ENDED } from '../../domain/invite/run.ts';
import { workflowArn } from '../../local/workflows.ts';
import type { WorkflowName } from '../../manifest.ts';
import { insist, invokeLambda } from './lambdas.ts';
import { type Account, happens, sleep } from './simulated-aws.ts';

/** Whoever looks after an installation: lets go on what failed, and sees to it that the sweep runs. */
export type Operator = Readonly<{
  /** Resolves when everything has ended, with the moment at which the last of it had. */
  untilQuiet(isIdle: () => boolean): Promise<number>;
  /** Failed executions that were let go on. */
  redriven(): number;
}>;

const LOOK_MS = 15_000;
/** As in the manifest. */
const SWEEP_MS = 15 * 60_000;

/** Two lost mails a guest and 40 passes of every run take hours; a run that waits for nobody takes for ever. */
const DAY_MS = 24 * 3_600_000;

const TOP: readonly WorkflowName[] = ['send', 'update', 'cancel', 'erase'];

/** @param isAlone nobody looks: what failed stays so */
export function operatorOf(account: Account, isAlone: boolean): Operator {
  const { random, table } = account;
  let redriven = 0;
  const executionsIn = async (status: 'RUNNING' | 'FAILED' | 'ABORTED' | 'TIMED_OUT') => {
    const lists = await Promise.all(
      TOP.map((name) =>
        account.engine?.listExecutions({
          ...{ stateMachineArn: workflowArn(name), statusFilter: status },
        }),
      ),
    );
    return lists.flatMap((list) => list?.executions ?? []).map((each) => `${each.executionArn}`);
  };
  /** Executions that did not end well, by now or ever. */
  const ended = async (): Promise<readonly string[]> =>
    (
      await Promise.all([
        executionsIn('FAILED'),
        executionsIn('ABORTED'),
        executionsIn('TIMED_OUT'),
      ])
    ).flat();
  const erasures = () => table.items().filter(({ pk }) => /^ERASE#/.test(`${pk}`));
  const runs = () =>
    table
      .items()
      .filter(({ pk, sk }) => /^RUN#/.test(`${pk}`) && sk === 'META') as unknown as readonly Run[];
  const isOver = (): boolean =>
    runs().every(({ state }) => ENDED.includes(state)) &&
    erasures().every(({ state }) => state === 'done');
  const mend = async (): Promise<void> => {
    for (const { runId, state, execution } of runs()) {
      if (state !== 'needs_attention') continue;
      // Safe any number of times.
      for (let times = random.whole(1, 6); times > 0; times -= 1) {
        const isRedriven = await insist(account, () => redriveRun(runId, execution));
        if (!isRedriven) continue;
        redriven += 1;
        await insist(account, () => leaveAttention(runId));
      }
    }
    if (erasures().every(({ state }) => state !== 'failed')) return;
    for (const status of ['FAILED', 'ABORTED', 'TIMED_OUT'] as const) {
      for (const executionArn of await executionsIn(status)) {
        if (executionArn.includes(':erase:'))
          await account.engine?.redriveExecution({ executionArn });
      }
    }
  };
  /** Looks what runs, and stops some of it. */
  const halt = async (): Promise<boolean> => {
    const running = await executionsIn('RUNNING');
    for (const executionArn of running) {
      if (happens(account, 'halted')) await account.engine?.stopExecution({ executionArn });
    }
    return running.length === 0;
  };
  /** What could not be written while something was broken is said when it is mended. */
  const sweepAfterwards = async (): Promise<void> => {
    const mended = (account.plan.broken?.to ?? 0) - Date.now();
    await sleep(Math.max(0, mended) + SWEEP_MS);
    await invokeLambda(account, 'sweep', {});
  };
  return {
    redriven: () => redriven,
    async untilQuiet(isIdle) {
      let quietAt = 0;
      let looked = 0;
      const since = Date.now();
      let sweptAt = since;
      for (;;) {
        await sleep(LOOK_MS);
        // Looked at here: a timer for it would be the one that the clock jumps to over work that is no timer's.
        if (Date.now() - since > DAY_MS)
          throw new Error(`a day went by: ${await unfinished(account)}`);
        const isSilent = await halt();
        const isDone = isSilent && (isAlone || isOver());
        if (!isDone) quietAt = 0;
        else if (quietAt === 0) quietAt = Date.now();
        if (isDone && isIdle()) {
          if (isAlone) await sweepAfterwards();
          if (isAlone || (await ended()).length === looked) return quietAt;
          // Somebody may have heard of no failure: the sweep does.
          looked = (await ended()).length;
          await sleep(SWEEP_MS);
          await invokeLambda(account, 'sweep', {});
        }
        if (isAlone) continue;
        await mend();
        if (Date.now() - sweptAt < SWEEP_MS) continue;
        sweptAt = Date.now();
        await invokeLambda(account, 'sweep', {});
      }
    },
  };
}

/** The rows of what is not over, and the executions that run with the last that happened in them. */
async function unfinished({ table, engine }: Account): Promise<string> {
  const rows = table.items().filter(({ pk }) => /^(RUN|TURN|ERASE)#/.test(`${pk}`));
  const running = await Promise.all(
    TOP.map((name) =>
      engine?.listExecutions({ stateMachineArn: workflowArn(name), statusFilter: 'RUNNING' }),
    ),
  );
  const last = running
    .flatMap((list) => list?.executions ?? [])
    .map(({ executionArn }) =>
      engine?.getExecutionHistory({ executionArn, reverseOrder: true, maxResults: 3 }),
    );
  return [...rows, ...(await Promise.all(last))].map((each) => JSON.stringify(each)).join('\n');
}
