import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { type LifeFigures, processesText, totalsOf, totalsText } from './figures.ts';
import type { ProcessLife } from './process-life.ts';

const HELP = `Plays lives of an event over a simulated AWS that fails, and looks for guests who were lost or mailed twice.

  npm run faults [-- OPTIONS]

  --seeds N     how many lives (default 200)
  --from S      the first seed (default 0)
  --seed S      plays this one alone and tells its story
  --patience N  turns of the event loop before each jump of the clock (default 1, before a long one 25): each makes
                other lives
  --process     lives of real processes that are killed or stand still while they send (default 4; a minute each)
  --json        one JSON object on stdout and nothing else (use npm run -s faults -- --json)

A seed is the same life each time. Ends with 1 and the seed when an invariant does not hold: docs/reliability.md.
`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    process: { type: 'boolean', default: false },
    from: { type: 'string', default: '0' },
    seed: { type: 'string' },
    patience: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const DEFAULT_SEEDS = values.process ? '4' : '200';

function numberOf(name: 'seeds' | 'from' | 'seed' | 'patience', least: number): number {
  const text = values[name] ?? (name === 'seeds' ? DEFAULT_SEEDS : '0');
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw new Error(`--${name} ${text} is no whole number from ${least} on`);
}

/** Figures of the seeds that were played so far; the last line may be half written. */
function livesIn<T = LifeFigures>(file: string): readonly T[] {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

/** Jest plays the seeds: its clock is the one that jumps. @returns what it said, and how it ended */
function playAll(file: string, seeds: number, from: number) {
  const root = join(import.meta.dirname, '..', '..');
  const script = join(root, 'scripts', 'with-node24.mjs');
  const env: NodeJS.ProcessEnv = {
    ...{ ...process.env, CONVOKE_FIGURES: file },
    ...{ CONVOKE_SEEDS: `${seeds}`, CONVOKE_FROM: `${from}` },
    CONVOKE_PROCESS_SEEDS: `${seeds}`,
    ...(values.patience !== undefined && { CONVOKE_PATIENCE: `${numberOf('patience', 1)}` }),
  };
  if (values.seed === undefined) delete env.CONVOKE_SEED;
  else env.CONVOKE_SEED = values.seed;
  const what = values.process
    ? ['test/faults/processes']
    : ['test/faults/overtaking', '-t', 'whoever holds'];
  // A timer of a life that is over may be one of the machine by now: 5,000 lives were played, and Jest waited for an hour.
  const args = ['--test', '--runInBand', '--forceExit', ...what];
  const child = spawn(process.execPath, [script, ...args], { cwd: root, env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  return new Promise<Readonly<{ code: number; said: string }>>((done, reject) => {
    child.on('error', reject);
    child.on('close', (code) => done({ code: code ?? 1, said }));
  });
}

function report(lives: readonly LifeFigures[]): void {
  for (const { seed, wrong, story = [] } of lives) {
    for (const line of story) process.stdout.write(`${line}\n`);
    if (wrong.length === 0) continue;
    const words = [`seed ${seed} violates:`, ...wrong, `replay: npm run faults -- --seed ${seed}`];
    process.stderr.write(`${words.join('\n')}\n\n`);
  }
  process.stdout.write(totalsText(totalsOf(lives)));
}

async function main(): Promise<void> {
  const seeds = values.seed === undefined ? numberOf('seeds', 1) : 1;
  const from = numberOf(values.seed === undefined ? 'from' : 'seed', 0);
  const folder = mkdtempSync(join(tmpdir(), 'convoke-faults-'));
  const file = join(folder, 'lives.jsonl');
  const bar = new SingleBar(
    { format: '{bar} {percentage}% | {value} of {total} lives', hideCursor: true },
    Presets.shades_classic,
  );
  const hasBar = process.stderr.isTTY && !values.json;
  if (hasBar) bar.start(seeds, 0);
  const look = setInterval(() => hasBar && bar.update(livesIn(file).length), 500);
  try {
    const { code, said } = await playAll(file, seeds, from);
    const lives = livesIn(file);
    if (hasBar) bar.update(lives.length);
    if (hasBar) bar.stop();
    process.exitCode = code === 0 ? 0 : 1;
    if (values.process) {
      const processes = livesIn<ProcessLife>(file);
      process.stdout.write(
        values.json ? `${JSON.stringify(processes)}\n` : processesText(processes),
      );
      if (code !== 0) process.stderr.write(said);
      return;
    }
    if (values.json) process.stdout.write(`${JSON.stringify(totalsOf(lives))}\n`);
    else report(lives);
    // Whatever else went wrong is in Jest's words: a file that does not load plays no seed.
    if (code !== 0 && lives.every(({ wrong }) => wrong.length === 0)) process.stderr.write(said);
  } finally {
    clearInterval(look);
    rmSync(folder, { recursive: true, force: true });
  }
}

if (values.help) process.stdout.write(HELP);
else {
  await main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
