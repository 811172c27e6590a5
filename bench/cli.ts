import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Figures, type Parts, reportText } from './report.ts';

const HELP = `Measures Convoke against what most people would write, and against the least that is possible.

  npm run bench [-- OPTIONS] [PART ...]

  PART        compose, send, import, ingest, engine, invite, scale; all of them when none is named
  --json      one JSON object on stdout and nothing else (use npm run -s bench -- --json)
  --rows N    rows of the list that is read (default 1000000)
  --guests N  sizes of the lists that are sent (default 1000,10000; with 100000 it takes two minutes more)

Close other programs first: the ratios hold on a busy machine, more or less; the numbers do not.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    rows: { type: 'string', default: '1000000' },
    guests: { type: 'string', default: '1000,10000' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const PARTS = {
  compose: ['compose.ts'],
  send: ['send.ts'],
  import: ['list.ts', '--rows', values.rows],
  ingest: ['ingest.ts'],
  engine: ['engine.ts'],
  invite: ['invite.ts'],
  scale: ['scale.ts', '--guests', values.guests],
} as const satisfies Record<keyof Parts, readonly string[]>;

type Part = keyof Parts;
const isPart = (name: string): name is Part => name in PARTS;

/** Each part in a process of its own: no part runs on what another has warmed up or filled. */
function measure(part: Part): object {
  if (!values.json) process.stderr.write(`${part} ...\n`);
  const [file, ...args] = PARTS[part];
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, file), ...args],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) throw new Error(`the benchmark ${part} failed`);
  return JSON.parse(stdout) as object;
}

/** The figures that have goals first. */
function flat({ parts, ...rest }: Figures): object {
  return {
    sendVsNaive: parts.send?.sendVsNaive,
    sendVsFloor: parts.send?.sendVsFloor,
    composeVsNaive: parts.compose?.composeVsNaive,
    importRowsPerSecond: parts.import?.importRowsPerSecond,
    ingestMsPerMail: parts.ingest?.ingestMsPerMail,
    engineChildrenPerSecond: parts.engine?.engineChildrenPerSecond,
    inviteMsMedian: parts.invite?.inviteMsMedian,
    slowestVsFastest: parts.scale?.slowestVsFastest,
    ...parts,
    ...rest,
  };
}

if (values.help) {
  process.stdout.write(HELP);
} else {
  const unknown = positionals.find((name) => !isPart(name));
  if (unknown) throw new Error(`there is no part ${unknown}: ${Object.keys(PARTS).join(', ')}`);
  const wanted = positionals.filter(isPart);
  const names = wanted.length > 0 ? wanted : (Object.keys(PARTS) as Part[]);
  const parts: Parts = Object.fromEntries(names.map((name) => [name, measure(name)]));
  const figures: Figures = {
    ...{ parts, date: new Date().toISOString().slice(0, 10), node: process.version },
    machine: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown CPU'}`,
  };
  const text = values.json ? `${JSON.stringify(flat(figures))}\n` : reportText(figures);
  process.stdout.write(text);
}
