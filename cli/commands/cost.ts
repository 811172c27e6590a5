import { type Command, InvalidArgumentError } from 'commander';
import { type Cost, costOf } from '../../domain/cost/cost-of.ts';
import { type RunFigures, usageOf } from '../../domain/cost/usage.ts';
import type { Run } from '../answers.ts';
import { CliError } from '../cli-error.ts';
import { openSession } from '../session.ts';
import { formatTable } from '../table.ts';
import type { World } from '../world.ts';

type CostOptions = Readonly<{ guests?: number; rate: number; json?: true }>;

const positive = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('Give a whole number above 0.');
};

/** Adds `convoke cost RUN` and `convoke cost --guests N`. */
export function addCost(program: Command, world: World): void {
  program
    .command('cost')
    .description('what a run cost on AWS by list price, or what one for N guests would')
    .argument('[runId]', 'a run that has started')
    .option('--guests <n>', 'a first send to so many guests; needs no stack', positive)
    .option('--rate <n>', 'mails a second that the account may send', positive, 500)
    .action(async (runId: string | undefined, options: CostOptions, command: Command) => {
      const { guests, rate } = options;
      const isJson = command.optsWithGlobals<CostOptions>().json === true;
      if ((runId === undefined) === (guests === undefined)) {
        throw new CliError(
          'usage',
          'Give a run or --guests, and not both.',
          'List the runs: convoke runs',
        );
      }
      const figures: RunFigures =
        runId === undefined
          ? { guests: guests ?? 0, mails: guests ?? 0, rate, readsAnswers: false }
          : figuresOf(await (await openSession(command, world)).api.readRun(runId), rate);
      const cost = costOf(usageOf(figures));
      const { mails } = figures;
      world.stdout.write(
        isJson ? `${JSON.stringify({ ...figures, ...cost })}\n` : showCost(cost, mails),
      );
    });
}

/** A run's own counts: everybody who was handed to SES, some of them twice. */
function figuresOf({ total, sent, failedByReason, ...run }: Run, rate: number): RunFigures {
  const { rejected = 0, silence = 0 } = failedByReason;
  const resent = typeof run.resent === 'number' ? run.resent : 0;
  const mails = sent + rejected + run.unknown + resent + 2 * silence;
  return { guests: total, mails, rate, readsAnswers: run.kind !== 'send' };
}

const dollars = (amount: number): string => amount.toFixed(amount < 1 ? 4 : 2);

function showCost({ lines, ses, rest, total, pricesOf }: Cost, mails: number): string {
  const table = formatTable(
    [
      { title: 'SERVICE' },
      { title: 'WHAT' },
      { title: 'COUNT', align: 'right' },
      { title: 'DOLLARS', align: 'right' },
    ],
    [
      ...lines.map((line) => [
        line.service,
        line.what,
        line.count < 10 ? line.count.toFixed(3) : String(Math.round(line.count)),
        dollars(line.dollars),
      ]),
      ['', 'SES', '', dollars(ses)],
      ['', 'everything else', '', dollars(rest)],
      ['', 'total', '', dollars(total)],
    ],
  );
  const perMillion = mails === 0 ? 0 : (rest / mails) * 1_000_000;
  return `${table}Everything but SES, for a million mails: $${dollars(perMillion)}. List prices of us-east-1, ${pricesOf}, no free tier.\n`;
}
