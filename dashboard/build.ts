import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const folder = import.meta.dirname;
const root = join(folder, '..');
const dist = join(folder, 'dist');
const stamp = join(dist, '.sources');

/** What a build is made from: our sources, the domain that they import, and the versions of all packages. */
function sourceHash(): string {
  const files = globSync(
    [
      'dashboard/{index.html,vite.config.ts}',
      'dashboard/src/**/*.*',
      'domain/calendar/*.ts',
      'package-lock.json',
    ],
    { cwd: root },
  ).sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** The dashboard's sources do not build. */
export class DashboardBroken extends Error {
  override readonly name = 'DashboardBroken';
}

function vite(outDir: string): Promise<void> {
  const args = ['build', folder, '--outDir', outDir, '--logLevel', 'warn'];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), ...args], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new DashboardBroken(said || `vite left with ${code}`)),
    );
  });
}

const isBuilt = (hash: string): boolean =>
  existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;

/** Holds the id of the process that builds. */
const turn = join(folder, 'dist.building');

/** Takes the turn to build, from nobody or from a process that died with it. */
function takeTurn(): boolean {
  try {
    writeFileSync(turn, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if (existsSync(turn) && !isAlive(Number(readFileSync(turn, 'utf8'))))
    rmSync(turn, { force: true });
  return false;
}

function isAlive(pid: number): boolean {
  // Its file is there before its number is in it.
  if (pid === 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * The folder of the built dashboard; it is built when it is not there, or when its sources changed since.
 * Of several processes that want it, one builds and the others wait.
 *
 * @throws DashboardBroken with what Vite said
 */
export async function builtDashboard(): Promise<string> {
  const hash = sourceHash();
  while (!isBuilt(hash)) {
    if (takeTurn()) await build(hash);
    else await sleep(200);
  }
  return dist;
}

async function build(hash: string): Promise<void> {
  // What a build left that was killed.
  for (const left of globSync('dist-*', { cwd: folder }))
    rmSync(join(folder, left), { recursive: true });
  const draft = join(folder, `dist-${process.pid}`);
  try {
    await vite(draft);
    writeFileSync(join(draft, '.sources'), hash);
    rmSync(dist, { recursive: true, force: true });
    renameSync(draft, dist);
  } finally {
    rmSync(draft, { recursive: true, force: true });
    rmSync(turn, { force: true });
  }
}
