import type { Command } from 'commander';
import type { Run } from '../answers.ts';
import type { PageQuery } from '../api-client.ts';
import { openSession } from '../session.ts';
import { formatFields, formatTable } from '../table.ts';
import type { World } from '../world.ts';

/** Adds `convoke runs [runId]`. */
export function addRuns(program: Command, world: World): void {
  program
    .command('runs')
    .description('list the runs, what is to come first, or show one')
    .argument('[runId]', 'show this run')
    .option('--limit <n>', 'how many to list, at most 200')
    .option('--cursor <cursor>', 'go on where a list ended')
    .action(async (runId: string | undefined, options: PageQuery, command: Command) => {
      const session = await openSession(command, world);
      if (runId !== undefined) {
        const run = await session.api.readRun(runId);
        session.print(run, () => showRun(run));
        return;
      }
      const page = await session.api.listRuns(options);
      session.print(page, () => showRuns(page.items, page.next));
    });
}

/** One run, a field a line. */
export function showRun(run: Run): string {
  const reasons = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([reason, count]) => `, ${count} ${reason}`)
      .join('');
  return formatFields([
    ['run', run.runId],
    ['event', run.eventId],
    ['state', run.state],
    ['starts', showStart(run)],
    ['note', run.note ?? ''],
    ['late', run.lateSeconds === undefined ? '' : `by ${Math.round(run.lateSeconds / 60)} minutes`],
    ['why', run.detail ?? run.reason ?? ''],
    ['looks again', run.looksAgainAt ?? ''],
    ['total', String(run.total)],
    ['sent', String(run.sent)],
    ['failed', `${run.failed}${reasons(run.failedByReason)}`],
    ['skipped', `${run.skipped}${reasons(run.skippedByReason)}`],
    ['unknown', run.unknown === 0 ? '' : `${run.unknown}, not settled yet`],
    ['started', run.startedAt ?? ''],
    ['ended', run.endedAt ?? ''],
  ]);
}

/** When a run starts or should have, on the clock it was asked for and in UTC; empty for one without a time. */
export function showStart({ at, timeZone, startsAt }: Run): string {
  if (startsAt === undefined) return '';
  return timeZone === undefined ? startsAt : `${at} ${timeZone} = ${startsAt}`;
}

function showRuns(runs: readonly Run[], next: string | undefined): string {
  if (runs.length === 0) return 'No runs yet. Start one: convoke send EVENT --list FILE\n';
  const table = formatTable(
    [
      { title: 'RUN' },
      { title: 'STATE' },
      { title: 'SENT', align: 'right' },
      { title: 'FAILED', align: 'right' },
      { title: 'SKIPPED', align: 'right' },
      { title: 'TOTAL', align: 'right' },
    ],
    runs.map((run) => [
      run.runId,
      run.state,
      String(run.sent),
      String(run.failed),
      String(run.skipped),
      String(run.total),
    ]),
  );
  const waiting = runs
    .filter(({ state }) => state === 'scheduled')
    .map((run) => `${run.runId} starts ${showStart(run)}\n`);
  return `${table}${waiting.join('')}${next === undefined ? '' : `More: --cursor ${next}\n`}`;
}
