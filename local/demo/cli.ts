import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { keepHeapSmall } from '../heap.ts';
import { readSettings } from '../settings.ts';
import { startStack } from '../stack.ts';
import { runDemo } from './demo.ts';
import { reportText } from './report.ts';
import type { Progress } from './send-list.ts';

const HELP = `The main job, end to end, on a private stack: three organizers invite by mail, a list is sent,
300 guests answer from five calendar clients, the organizers change and cancel, and every number is checked.

  npm run demo [-- OPTIONS]

  --guests N    good rows of the list (default 1000)
  --json        one JSON object on stdout and nothing else (use npm run -s demo -- --json)
  --bundled     run the files that CDK would upload to Lambda, not the source
  --keep        leave the stack running afterwards, to look around
  --data DIR    keep its data in DIR instead of a folder that is thrown away
`;

/** Steps and a bar on stderr. */
function startProgress(quiet: boolean): { tell: Progress; stop(): void } {
  if (quiet) return { tell: () => undefined, stop: () => undefined };
  let bar: SingleBar | undefined;
  const tell: Progress = (step, done, total) => {
    if (done === undefined || total === undefined) {
      bar?.stop();
      bar = undefined;
      process.stderr.write(`${step} ...\n`);
      return;
    }
    if (!bar) {
      bar = new SingleBar(
        { format: `${step} {bar} {value}/{total}`, hideCursor: true },
        Presets.shades_classic,
      );
      bar.start(total, 0);
    }
    bar.update(done);
  };
  return { tell, stop: () => bar?.stop() };
}

function readGuests(text: string): number {
  const guests = Number(text);
  if (Number.isInteger(guests) && guests >= 1 && guests <= 10_000_000) return guests;
  throw new Error(`--guests ${text}: give a whole number from 1 to 10000000`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      guests: { type: 'string', default: '1000' },
      json: { type: 'boolean', default: false },
      bundled: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      data: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const guests = readGuests(values.guests);
  keepHeapSmall();
  const folder = values.data ?? mkdtempSync(join(tmpdir(), 'convoke-demo-'));
  const anyPort = {
    CONVOKE_HTTP_PORT: '0',
    CONVOKE_SMTP_PORT: '0',
    CONVOKE_MAILBOX_PORT: '0',
    CONVOKE_AWS_PORT: '0',
  };
  const stack = await startStack(
    readSettings({ CONVOKE_HOLD_SECONDS: '1', ...process.env, ...anyPort, CONVOKE_DATA: folder }),
    // CDK takes 1.7 s of CPU and 150 MB to load.
    values.bundled ? await (await import('./bundled.ts')).bundledEntries() : undefined,
  );
  const { tell, stop } = startProgress(values.json);
  const cleanUp = async (): Promise<void> => {
    stop();
    await stack.close();
    if (values.data === undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    const figures = await runDemo(stack, guests, tell);
    stop();
    const text = values.json ? `${JSON.stringify(figures)}\n` : reportText(figures, stack);
    process.stdout.write(text);
    if (values.keep) {
      process.stderr.write('The stack stays up. Stop it with Ctrl-C.\n');
      await new Promise((done) => process.once('SIGINT', done));
    }
  } finally {
    await cleanUp();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(
      `The demo failed: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exit(1);
  },
);
