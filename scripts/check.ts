import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { commandOf, exitCodeOf, runSteps, STEPS, type Step, tableOf } from './check-steps.ts';

const HELP = `Checks everything that must hold before a change goes in; stops at the first that does not.

  npm run check

${STEPS.map((step) => `  ${step.name.padEnd(16)}  ${commandOf(step)}\n`).join('')}`;

const isWindows = process.platform === 'win32';

/** Runs a step with our own output; a step that was killed counts as failed. */
function run(step: Step): Promise<number> {
  process.stdout.write(`\n── ${step.name}: ${commandOf(step)}\n`);
  return new Promise((resolve, reject) => {
    const child = spawn(isWindows ? 'npm.cmd' : 'npm', [...step.npm], {
      cwd: join(import.meta.dirname, '..'),
      stdio: 'inherit',
      shell: isWindows,
      env: { ...process.env, npm_config_loglevel: 'error' },
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const results = await runSteps(STEPS, run, () => performance.now());
  process.stdout.write(tableOf(results));
  return exitCodeOf(results);
}

process.exitCode = await main();
