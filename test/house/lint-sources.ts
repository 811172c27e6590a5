import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { root } from './repository.ts';

const Report = z.object({
  diagnostics: z.array(
    z.object({ category: z.string(), location: z.object({ path: z.string() }).loose() }).loose(),
  ),
});

/** Biome ends with 1 when it found something: its report is on stdout all the same. */
const runBiome = (folder: string): Promise<string> =>
  promisify(execFile)(join(root, 'node_modules/.bin/biome'), ['lint', '--reporter=json', '.'], {
    cwd: folder,
  }).then(
    ({ stdout }) => stdout,
    (error: { stdout?: string }) => error.stdout ?? '',
  );

/**
 * The lint rules that each source breaks, by its path, when Biome runs with our `biome.json`.
 *
 * One run over a folder that holds nothing but these sources: `--stdin-file-path` says that a file is
 * bad, and not which rule said so.
 */
export async function lintSources(
  sources: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const folder = await mkdtemp(join(tmpdir(), 'convoke-lint-'));
  try {
    await copyFile(join(root, 'biome.json'), join(folder, 'biome.json'));
    for (const [path, text] of sources) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const found = new Map([...sources.keys()].map((path) => [path, new Set<string>()]));
    for (const { category, location } of Report.parse(JSON.parse(await runBiome(folder)))
      .diagnostics) {
      found.get(location.path)?.add(category);
    }
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
