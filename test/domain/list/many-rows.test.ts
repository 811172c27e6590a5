import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

/** By hand: `CONVOKE_ROWS=10000000 npm test -- test/domain/list/many-rows`, a minute. */
const ROWS = Number(process.env.CONVOKE_ROWS ?? 200_000);
const MAX_RSS_MB = 512;

type Result = Readonly<{
  peakRssMb: number;
  counts: Readonly<Record<string, number>>;
}>;

test(
  'a list is counted exactly, in a process of less than 512 MB, however long it is',
  async () => {
    const bench = join(import.meta.dirname, '..', '..', '..', 'bench', 'list.ts');
    const args = ['--disable-warning=ExperimentalWarning', bench, '--rows', `${ROWS}`];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { counts, peakRssMb } = JSON.parse(stdout) as Result;
    // One row in 50 is there twice; one in 1,000 is no address, and stands where one of those would.
    expect(counts).toMatchObject({
      accepted: ROWS - ROWS / 50,
      duplicate: ROWS / 50 - ROWS / 1_000,
      refused: ROWS / 1_000,
    });
    expect(peakRssMb).toBeLessThan(MAX_RSS_MB);
  },
  30_000 + ROWS / 10,
);
