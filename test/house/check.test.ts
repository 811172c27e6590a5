import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { commandOf, exitCodeOf, runSteps, STEPS, tableOf } from '../../scripts/check-steps.ts';
import { read, root } from './repository.ts';

const THREE = ['one', 'two', 'three'].map((name) => ({ name, npm: ['run', name] }));

/** Runs three steps, of which those in `codes` fail; each takes a second and a half. */
async function go(codes: Readonly<Record<string, number>>) {
  const ran: string[] = [];
  let now = 0;
  const results = await runSteps(
    THREE,
    async ({ name }) => {
      ran.push(name);
      now += 1_500;
      return codes[name] ?? 0;
    },
    () => now,
  );
  return { ran, code: exitCodeOf(results), table: tableOf(results) };
}

test('every step runs in order, and a table says how long it took', async () => {
  const { ran, code, table } = await go({});
  expect({ ran, code }).toEqual({ ran: ['one', 'two', 'three'], code: 0 });
  expect(table).toBe('\none       1.5 s  ok\ntwo       1.5 s  ok\nthree     1.5 s  ok\n');
});

test('the first step that fails is the last, and the table says how to see it alone', async () => {
  const { ran, code, table } = await go({ two: 3, three: 4 });
  expect({ ran, code }).toEqual({ ran: ['one', 'two'], code: 3 });
  expect(table).toContain('two       1.5 s  failed (3)\n');
  expect(table).toContain('three            not run\n');
  expect(table).toContain('To see «two» alone: npm run two\n');
});

test('every step is a script of package.json', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(read('package.json')));
  const names = STEPS.map(({ npm }) => (npm[0] === 'run' ? npm[1] : npm[0]) ?? '');
  const missing = names.filter((name) => !(name in scripts));
  expect(missing).toEqual([]);
});

test.each(['check', 'diagrams', 'permissions', 'api-key'])(
  '%s --help says what it does and does nothing',
  (script) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'scripts', `${script}.ts`), '--help'],
      { encoding: 'utf8' },
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`npm run ${script}`);
    if (script === 'check') for (const step of STEPS) expect(stdout).toContain(commandOf(step));
  },
);

test('an option that the scripts do not know is refused', () => {
  const file = join(root, 'scripts', 'check.ts');
  const { status } = spawnSync(process.execPath, [file, '--quick'], { encoding: 'utf8' });
  expect(status).not.toBe(0);
});
