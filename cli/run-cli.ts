import { Command, CommanderError } from 'commander';
import { CliError } from './cli-error.ts';
import { addAsks } from './commands/asks.ts';
import { addAudit } from './commands/audit.ts';
import { addBlock } from './commands/block.ts';
import { addCancel } from './commands/cancel.ts';
import { addChange } from './commands/change.ts';
import { addPause, addResume, addStop } from './commands/control.ts';
import { addCost } from './commands/cost.ts';
import { addCreate } from './commands/create.ts';
import { addDoctor } from './commands/doctor.ts';
import { addErase } from './commands/erase.ts';
import { addEvents } from './commands/events.ts';
import { addExecutions } from './commands/executions.ts';
import { addExport } from './commands/export.ts';
import { addFailed } from './commands/failed.ts';
import { addGuests } from './commands/guests.ts';
import { addHeld } from './commands/held.ts';
import { addHistory } from './commands/history.ts';
import { addInvite } from './commands/invite.ts';
import { addKeys } from './commands/keys.ts';
import { addLetters } from './commands/letters.ts';
import { addLists } from './commands/lists.ts';
import { addNudge } from './commands/nudge.ts';
import { addPreview } from './commands/preview.ts';
import { addProposals } from './commands/proposals.ts';
import { addRedrive } from './commands/redrive.ts';
import { addResend } from './commands/resend.ts';
import { addRuns } from './commands/runs.ts';
import { addReschedule, addUnschedule } from './commands/schedule.ts';
import { addSegment } from './commands/segment.ts';
import { addSend } from './commands/send.ts';
import { addStats } from './commands/stats.ts';
import { addSuppressions } from './commands/suppressions.ts';
import { addTest } from './commands/test.ts';
import type { ExitCode, World } from './world.ts';

/** Every command, in the order of the help. */
const COMMANDS = [
  ...[addEvents, addCreate, addChange, addCancel, addHistory],
  ...[
    addTest,
    addPreview,
    addSend,
    addInvite,
    addAsks,
    addLists,
    addSegment,
    addReschedule,
    addUnschedule,
    addGuests,
    addResend,
    addNudge,
    addProposals,
    addLetters,
    addStats,
  ],
  ...[addRuns, addPause, addResume, addStop, addFailed, addRedrive, addCost],
  ...[addHeld, addBlock, addExecutions, addErase, addExport, addSuppressions, addKeys, addAudit],
] as const;

/**
 * Runs one command line and gives the exit code: 0, or 1 with the error on stderr. `doctor` has codes of
 * its own.
 *
 * @param args without the program's own name
 */
export async function runCli(args: readonly string[], world: World): Promise<ExitCode> {
  const isJson = args.includes('--json');
  let own: ExitCode | undefined;
  const end = (code: ExitCode): void => {
    own = code;
  };
  try {
    await makeProgram(world, end).parseAsync([...args], { from: 'user' });
    return own ?? 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const { code, message, whatNow } = toCliError(error);
    world.stderr.write(
      isJson
        ? `${JSON.stringify({ error: { code, message, whatNow } })}\n`
        : `${message}\nWhat now? ${whatNow}\n`,
    );
    return own ?? 1;
  }
}

function makeProgram(world: World, end: (code: ExitCode) => void): Command {
  const program = new Command('convoke')
    .description('Calendar invitations for whole mailing lists, from the command line.')
    .option('--data <folder>', 'data folder of the stack (default: CONVOKE_DATA, else .local)')
    .option('--json', 'print one JSON value and nothing else')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, helpWidth: 80 })
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      // Errors are printed once, by `runCli`.
      outputError: () => {},
      writeErr: () => {},
    })
    .addHelpText('after', '\nconvoke help <command> shows the options of one command.');
  for (const add of COMMANDS) {
    add(program, world);
  }
  addDoctor(program, world, end);
  return program;
}

function toCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof CommanderError) {
    const isBare = error.code === 'commander.help';
    const message = isBare ? 'No command was given.' : error.message.replace(/^error: /, '');
    return new CliError('usage', message, 'Run «convoke --help» or «convoke help <command>».');
  }
  const message = error instanceof Error ? error.message : String(error);
  const whatNow = 'This is a fault of the CLI: report it with the command that you typed.';
  return new CliError('internal', message, whatNow, { cause: error });
}
