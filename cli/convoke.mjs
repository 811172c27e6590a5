#!/usr/bin/env node
// Runs the CLI with the Node that it needs, from any Node >= 18: the Node 24 that came with the
// dependencies, or else this one where it runs TypeScript by itself (22.18 and later).
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const binary = process.platform === 'win32' ? 'node.exe' : 'node';
const ours = join(here, '..', 'node_modules', 'node', 'bin', binary);
const [major, minor] = process.versions.node.split('.').map(Number);
const isNew = major > 22 || (major === 22 && minor >= 18);

if (!existsSync(ours) && !isNew) {
  process.stderr.write(
    `convoke needs Node 24; this is ${process.version}. Run «npm install» in ${dirname(here)}.\n`,
  );
  process.exit(1);
}
const child = spawn(
  existsSync(ours) ? ours : process.execPath,
  ['--disable-warning=ExperimentalWarning', join(here, 'main.ts'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
