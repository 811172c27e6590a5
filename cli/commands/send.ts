import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { cleanName } from '../../domain/text/clean-name.ts';
import type { List, Run } from '../answers.ts';
import { CliError } from '../cli-error.ts';
import { poll } from '../poll.ts';
import { startProgress } from '../progress.ts';
import { AT_HELP, readSendTime, readTime, type TimeOptions } from '../send-time.ts';
import type { Session } from '../session.ts';
import { openSession } from '../session.ts';
import type { World } from '../world.ts';
import { showRun, showStart } from './runs.ts';

type Options = TimeOptions &
  Readonly<{
    list?: string;
    staged?: string;
    consent?: string;
    consentNote?: string;
    wait?: true;
    localTime?: true;
  }>;

const REFUSED_SHOWN = 5;

/** Adds `convoke send EVENT --list FILE`. */
export function addSend(program: Command, world: World): void {
  program
    .command('send')
    .description('upload a list of guests and send them the event')
    .argument('<eventId>')
    .option('--list <file>', 'CSV or TXT with one guest a row')
    .option('--staged <listId>', 'a list that was read before: by mail, or for a preview')
    .option('--at <time>', `when: ${AT_HELP}; now where left out`)
    .option('--zone <zone>', 'time zone of --at, such as Europe/Berlin')
    .option('--local-time', "at --at on each guest's own clock")
    .option('--wait', 'wait until every invitation is sent')
    .option('--consent <text>', 'how these people agreed to be invited; required with --list')
    .option('--consent-note <text>', 'what else is to be known about that')
    .action(async (eventId: string, options: Options, command: Command) => {
      if (options.localTime === true) return sendLocal(eventId, options, command, world);
      const time = readSendTime(options);
      if (time !== undefined && options.wait === true) {
        const whatNow = 'Leave --wait out, and look later with «convoke runs».';
        throw new CliError('usage', '--wait does not go with --at.', whatNow);
      }
      const source = sourceOf(options);
      const session = await openSession(command, world);
      const list = await listFor(session, eventId, source);
      if (!session.json) session.world.stderr.write(showList(list));
      const started = await session.api.createRun(eventId, list.listId, randomUUID(), time);
      const run = options.wait === true ? await waitForRun(session, started) : started;
      session.print(run, () => showRun(run) + hint(run));
    });
}

async function listFor(session: Session, eventId: string, source: Source): Promise<List> {
  if ('staged' in source) return session.api.readList(source.staged);
  return stageList(session, eventId, source);
}

/** Sends a list at the time of `--at` on the clock of each guest: a run for each time zone. */
async function sendLocal(
  eventId: string,
  options: Options,
  command: Command,
  world: World,
): Promise<void> {
  const source = sourceOf(options);
  if (options.at === undefined || options.zone !== undefined || options.wait === true) {
    const whatNow = "Give --at '2026-12-01 09:00' beside it, without --zone and --wait.";
    throw new CliError('usage', '--local-time has the zone of each guest.', whatNow);
  }
  const { at } = readTime(options.at, 'UTC');
  const session = await openSession(command, world);
  const list = await listFor(session, eventId, source);
  const runs = await session.api.sendLocal(list.listId, at, randomUUID());
  session.print(runs, () => runs.items.map((run) => showRun(run)).join('\n'));
}

/** Where the list of the options is: on the server, or in a file. */
type Source = Readonly<{ staged: string }> | Upload;
type Upload = Readonly<{ list: string; consent: string; consentNote?: string }>;

function sourceOf({ list, staged, consent, consentNote }: Options): Source {
  if (list !== undefined && staged === undefined) {
    if (consent !== undefined) {
      return { list, consent, ...(consentNote !== undefined && { consentNote }) };
    }
    const why = 'How did these people agree to be invited?';
    throw new CliError('usage', why, "Say it: --consent 'asked on our website'.");
  }
  if (staged !== undefined && list === undefined) return { staged };
  throw new CliError('usage', 'Which list?', 'Name a file with --list, or a list with --staged.');
}

async function stageList(session: Session, eventId: string, options: Upload): Promise<List> {
  await checkFile(options.list);
  const fileName = basename(options.list).slice(0, 255);
  const { api } = session;
  const { consent: source, consentNote: note } = options;
  const consent = { source, ...(note !== undefined && { note }) };
  const { listId, upload } = await api.createList(eventId, { fileName, consent });
  await api.upload(upload, options.list);
  const list = await poll(session, () => api.readList(listId), isRead);
  if (list.state === 'staged' && list.fault === undefined) return list;
  if (list.fault === undefined && list.state === 'refused') {
    const why = 'The list has no row that can be invited.';
    throw new CliError('nothing_to_send', why, 'Correct its rows and send again.');
  }
  const why = list.fault?.sentence ?? 'The stack could not read the list.';
  throw new CliError(list.fault?.reason ?? 'list_refused', why, 'Correct the file and send again.');
}

const isRead = (list: List) => list.state !== 'waiting' && list.state !== 'reading';
const isOver = (run: Run) => !['scheduled', 'queued', 'sending', 'settling'].includes(run.state);

async function checkFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() === true) return;
  const what = found === undefined ? 'is not there' : 'is not a file';
  throw new CliError('no_file', `${file} ${what}.`, 'Name a CSV or TXT file with --list.');
}

async function waitForRun(session: Session, started: Run): Promise<Run> {
  const progress = startProgress(session.world, session.json);
  try {
    const run = await poll(
      session,
      () => session.api.readRun(started.runId),
      isOver,
      (now) => {
        progress.update(now.sent + now.failed + now.skipped, now.total);
      },
    );
    if (run.state === 'finished') return run;
    const why = run.detail ?? run.reason ?? 'no reason was given';
    const whatNow = `See «convoke runs ${run.runId}» and «convoke executions».`;
    throw new CliError(run.reason ?? run.state, `The run is ${run.state}: ${why}`, whatNow);
  } finally {
    progress.stop();
  }
}

function showList(list: List): string {
  const counts = `${list.accepted} guests accepted, ${list.refused} refused, ${list.duplicates} duplicates`;
  const shown = list.refusedRows
    .slice(0, REFUSED_SHOWN)
    .map((row) => `  line ${row.line}: ${row.reason}: ${cleanName(row.cell, 50)}\n`);
  const more = list.refused - shown.length;
  return `${counts}\n${shown.join('')}${more > 0 ? `  and ${more} more\n` : ''}`;
}

function hint(run: Run): string {
  if (run.state === 'scheduled') {
    return `It starts by itself, ${showStart(run)}. Take it back: convoke unschedule ${run.runId}\n`;
  }
  return isOver(run) ? '' : `It goes on by itself: convoke runs ${run.runId}\n`;
}
