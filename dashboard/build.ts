import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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

/** Does nothing when somebody else, who builds at the same time, puts theirs in place in between. */
function putInPlace(draft: string): void {
  rmSync(dist, { recursive: true, force: true });
  try {
    renameSync(draft, dist);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}

/**
 * The folder of the built dashboard; it is built when it is not there, or when its sources changed since.
 *
 * @throws DashboardBroken with what Vite said
 */
export async function builtDashboard(): Promise<string> {
  const hash = sourceHash();
  if (isBuilt(hash)) return dist;
  const draft = join(folder, `dist-${process.pid}`);
  try {
    await vite(draft);
    writeFileSync(join(draft, '.sources'), hash);
    while (!isBuilt(hash)) putInPlace(draft);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return dist;
}
