import { cleanName } from '../../domain/text/clean-name.ts';
import { GROUPS } from './check.ts';
import type { Line, Report } from './report.ts';
import { type Fix, STATUSES, type Status } from './verdict.ts';

const WIDTH = 80;
const INDENT = '        ';

const MEANINGS: Readonly<Record<Status, string>> = {
  pass: 'pass',
  warn: 'warn',
  fail: 'fail',
  unknown: 'could not be asked',
  skip: 'skipped',
};

const MARKS: Readonly<Record<Status, string>> = {
  pass: 'pass',
  warn: 'WARN',
  fail: 'FAIL',
  unknown: '?   ',
  skip: '-   ',
};

/** The report as text within 80 columns; a longer word, such as a DKIM record, stays whole. */
export function showReport(report: Report): string {
  const { kind, domain, region, stack } = report.installation;
  const where = kind === 'embedded' ? 'the embedded stack' : region;
  const named = stack === '' ? '' : `, stack ${stack}`;
  const idWidth = Math.max(...report.checks.map(({ id }) => id.length));
  const groups = GROUPS.map((group) => {
    const lines = report.checks.filter((each) => each.group === group);
    return `\n${group}\n${lines.map((line) => showLine(line, idWidth)).join('')}`;
  });
  return `Convoke for ${domain} in ${where}${named}\n${groups.join('')}\n${showCounts(report)}`;
}

function showLine({ id, status, found, why, fixes }: Line, idWidth: number): string {
  const head = `  ${MARKS[status]}  ${id.padEnd(idWidth)}  `;
  const first = wrap(found, head, ' '.repeat(head.length));
  if (status === 'pass' || status === 'skip') return first;
  const reason = status === 'unknown' ? '' : wrap(why, `${INDENT}Why  `, `${INDENT}     `);
  return first + reason + fixes.map(showFix).join('');
}

function showFix(fix: Fix): string {
  const next = `${INDENT}     `;
  if ('do' in fix) return wrap(fix.do, `${INDENT}Do   `, next);
  if ('run' in fix) return showCommand(fix.run);
  const { name, type, value } = fix.dns;
  return `${INDENT}DNS  ${clean(name)}\n${next}${type} ${clean(value)}\n`;
}

/** A command that can be copied as it stands: it is broken where a shell lets it. */
function showCommand(command: string): string {
  const lines: string[] = [];
  const width = WIDTH - INDENT.length - 7;
  for (const part of clean(command).split(/ (?=--)/)) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${part}`.length <= width)
      lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(part);
  }
  return `${INDENT}Run  ${lines.join(` \\\n${INDENT}       `)}\n`;
}

function showCounts({ checks, counts }: Report): string {
  const parts = STATUSES.filter((status) => counts[status] > 0).map(
    (status) => `${counts[status]} ${MEANINGS[status]}`,
  );
  return `${checks.length} checks: ${parts.join(', ')}.\nEach is explained in docs/doctor.md.\n`;
}

/** What stands in DNS was written by strangers: no control characters. */
const clean = (text: string): string => cleanName(text, 2_000);

function wrap(text: string, first: string, next: string): string {
  const lines: string[] = [];
  let line = first;
  let isBare = true;
  for (const word of clean(text).split(' ')) {
    if (!isBare && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = next;
      isBare = true;
    }
    line += isBare ? word : ` ${word}`;
    isBare = false;
  }
  return `${[...lines, line].join('\n')}\n`;
}
