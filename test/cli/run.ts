import { Readable, Writable } from 'node:stream';
import { runCli } from '../../cli/run-cli.ts';

class Sink extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** What a command printed, and its exit code. Unless told to sleep nothing waits: polls follow at once. */
export async function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  stdin = '',
  sleep: (ms: number) => Promise<unknown> = () => Promise.resolve(),
) {
  const stdout = new Sink();
  const stderr = new Sink();
  const code = await runCli(args, { env, stdin: Readable.from([stdin]), stdout, stderr, sleep });
  return { code, stdout: stdout.text, stderr: stderr.text };
}
