import type { Measured } from './measure.ts';

/** What each part of the benchmark prints. */
export type Parts = Readonly<{
  compose?: Readonly<{
    octets: number;
    perSecond: Readonly<Record<string, number>>;
    composeVsNaive: number;
  }>;
  send?: Readonly<{
    requestOctets: number;
    ways: Readonly<Record<string, Measured>>;
    sendVsNaive: number;
    sendVsFloor: number;
    officialVsNaive: number;
    byCpu: Readonly<{ sendVsNaive: number; sendVsFloor: number; officialVsNaive: number }>;
  }>;
  import?: Readonly<{ rows: number; importRowsPerSecond: number; peakRssMb: number }>;
  ingest?: Readonly<{ mails: number; ingestMsPerMail: number }>;
  engine?: Readonly<{
    children: number;
    engineChildrenPerSecond: number;
    cpuMicrosecondsPerChild: number;
  }>;
  invite?: Readonly<{
    invitations: number;
    inviteMsMedian: number;
    slowestMs: number;
    cpuMsEach: number;
  }>;
  scale?: Readonly<{
    /** By the size of the list. */
    msPerGuest: Readonly<Record<string, number>>;
    slowestVsFastest: number;
    coldMsPerGuest: number;
    peakRssMb: number;
  }>;
}>;

/** Everything that was measured, and on what. */
export type Figures = Readonly<{ parts: Parts; date: string; machine: string; node: string }>;

const WORDS: Readonly<Record<string, string>> = {
  naive: 'naive: libraries and the SDK, guest by guest',
  official: 'ours, with the official SES client',
  ours: 'ours',
  floor: 'floor: signing and HTTP, bodies prebuilt',
  composed: 'composed by us for every guest',
  spliced: 'composed once, spliced for every guest',
  copied: 'memory copy of the same octets',
};

const row = (...cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

const times = (value: number): string => `${value}x`;

function composeLines({ compose }: Parts): readonly string[] {
  if (!compose) return [];
  const { octets, perSecond, composeVsNaive } = compose;
  const naive = perSecond.naive ?? 1;
  return [
    `## Composing one invitation of ${octets} octets, per core`,
    '',
    row('way', 'mails/s', 'ratio'),
    row('---', '---', '---'),
    ...Object.entries(perSecond).map(([way, rate]) =>
      row(WORDS[way] ?? way, rate, times(Math.round((rate / naive) * 10) / 10)),
    ),
    '',
    `composeVsNaive ${composeVsNaive} (goal 50)`,
    '',
  ];
}

function sendLines({ send }: Parts): readonly string[] {
  if (!send) return [];
  const { ways, byCpu } = send;
  return [
    `## The whole step per recipient: claim, compose, send, settle; requests of ${send.requestOctets} octets`,
    '',
    row('way', 'recipients/s', 'CPU us each'),
    row('---', '---', '---'),
    ...Object.entries(ways).map(([way, { perSecond, cpuMicroseconds }]) =>
      row(WORDS[way] ?? way, perSecond, cpuMicroseconds),
    ),
    '',
    row('ratio', 'by the clock', 'by CPU time', 'goal'),
    row('---', '---', '---', '---'),
    row('sendVsNaive', times(send.sendVsNaive), times(byCpu.sendVsNaive), '15x'),
    row('sendVsFloor', send.sendVsFloor, byCpu.sendVsFloor, '0.3'),
    row('officialVsNaive', times(send.officialVsNaive), times(byCpu.officialVsNaive), '7x'),
    '',
  ];
}

function scaleLines({ scale }: Parts): readonly string[] {
  if (!scale) return [];
  const { msPerGuest, coldMsPerGuest, slowestVsFastest, peakRssMb } = scale;
  return [
    '## Lists of several sizes on one embedded stack, from the upload to the last mail',
    '',
    row('guests', 'ms a guest', 'guests/s'),
    row('---', '---', '---'),
    row('1000, the first of a process', coldMsPerGuest, Math.round(1_000 / coldMsPerGuest)),
    ...Object.entries(msPerGuest).map(([guests, ms]) => row(guests, ms, Math.round(1_000 / ms))),
    '',
    `The slowest takes ${slowestVsFastest} times what the fastest does (goal 1.3), the first aside. Peak RSS ${peakRssMb} MB.`,
    '',
  ];
}

/** The figures as a page of Markdown. */
export function reportText({ parts, date, machine, node }: Figures): string {
  const { import: list, ingest, engine, invite } = parts;
  return [
    `# Benchmarks, ${date}`,
    '',
    `${machine}, Node ${node}. Medians of interleaved rounds; only ratios hold from machine to machine.`,
    '',
    ...composeLines(parts),
    ...sendLines(parts),
    ...scaleLines(parts),
    '## The rest',
    '',
    row('what', 'figure', 'goal'),
    row('---', '---', '---'),
    ...(list
      ? [
          row(`import of ${list.rows} rows, rows/s`, list.importRowsPerSecond, '400000'),
          row('import, peak RSS, MB', list.peakRssMb, '512'),
        ]
      : []),
    ...(ingest
      ? [row(`ingest of one of ${ingest.mails} real mails, CPU ms`, ingest.ingestMsPerMail, '2')]
      : []),
    ...(engine
      ? [
          row('embedded engine, children/s', engine.engineChildrenPerSecond, '-'),
          row('embedded engine, CPU us a child', engine.cpuMicrosecondsPerChild, '-'),
        ]
      : []),
    ...(invite
      ? [
          row('an invitation from the API to the mailbox, ms', invite.inviteMsMedian, '300'),
          row('CPU ms of the whole stack for each', invite.cpuMsEach, '-'),
          row(`the slowest of ${invite.invitations}, ms`, invite.slowestMs, '-'),
        ]
      : []),
    '',
  ].join('\n');
}
