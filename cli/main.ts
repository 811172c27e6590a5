import { setTimeout as sleep } from 'node:timers/promises';
import { runCli } from './run-cli.ts';

// `process.exitCode`, not `process.exit`: a pipe may still have to take the output.
process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  sleep: (ms) => sleep(ms),
});
