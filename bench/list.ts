import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readRowBlocks } from '../domain/list/read-list.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    quoted: { type: 'boolean', default: false },
  },
});

/** About 45 octets a row, one duplicate in 50 and one bad address in 1,000, in chunks as S3 sends them. */
async function* makeList(rows: number, quoted: boolean): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = 'email,name\r\n';
  for (let i = 0; i < rows; i += 1) {
    const id = i % 50 === 49 ? i - 1 : i;
    const address =
      i % 1_000 === 999 ? `guest${id}@@example` : `guest${id}@mail${id % 977}.example.org`;
    text += quoted ? `"${address}","Doe, Jane ${id}"\r\n` : `${address},Jane Doe ${id}\r\n`;
    if (text.length < 65_536) continue;
    yield encoder.encode(text);
    text = '';
  }
  yield encoder.encode(text);
}

/** Seconds, counts and peak resident memory of reading one file from disk. */
async function measure(file: string, rows: number, quoted: boolean) {
  const counts = { accepted: 0, refused: 0, duplicate: 0, notice: 0, fault: 0 };
  const cpu = process.cpuUsage();
  const start = performance.now();
  const list = readRowBlocks(createReadStream(file), {
    isSystemAddress: () => false,
    maxRows: rows,
  });
  for await (const block of list) for (const row of block) counts[row.kind] += 1;
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const cpuSeconds = Number(((user + system) / 1_000_000).toFixed(2));
  const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1_024);
  const importRowsPerSecond = Math.round(rows / seconds);
  const rounded = Number(seconds.toFixed(2));
  return { rows, quoted, seconds: rounded, cpuSeconds, importRowsPerSecond, peakRssMb, counts };
}

const folder = await mkdtemp(join(tmpdir(), 'convoke-bench-'));
try {
  const file = join(folder, 'list.csv');
  const rows = Number(values.rows);
  await writeFile(file, makeList(rows, values.quoted));
  const result = await measure(file, rows, values.quoted);
  process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  await rm(folder, { recursive: true });
}
