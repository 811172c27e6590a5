import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { staleFiles } from './drawn-files.ts';

const HELP = `Draws the workflows: docs/workflows/<name>.md from statemachines/<name>.asl.json.

  npm run diagrams               writes what is stale
  npm run diagrams -- --check    writes nothing; ends with 1 when anything is stale

In README.md, what stands between «<!-- diagram:NAME -->» and «<!-- /diagram:NAME -->» is drawn as well.
`;

const root = join(import.meta.dirname, '..');

function main(): number {
  const { values } = parseArgs({
    options: { check: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const stale = staleFiles((path) =>
    existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined,
  );
  for (const [path, text] of stale) {
    process.stdout.write(`${values.check ? 'stale' : 'drawn'}: ${path}\n`);
    if (values.check) continue;
    mkdirSync(join(root, 'docs', 'workflows'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  if (!values.check || stale.size === 0) return 0;
  process.stderr.write('The pictures are not those of the workflow files: npm run diagrams\n');
  return 1;
}

process.exitCode = main();
