import { expect, test } from '@jest/globals';
import { listInbound } from '../../local/demo/answers.ts';
import { until } from '../../local/demo/api.ts';
import { corpusMails } from '../fixtures/corpus.ts';
import { deliver, untilQuiet } from './inbound.ts';
import { dateIn } from './invitations.ts';
import { listOutMails, usePrivateStack } from './private-stack.ts';

/** As it is to both mailboxes; and to calendar@ as if it were written today, so that its calendar is read. */
const COLUMNS = [
  { title: 'calendar@', mailbox: 'calendar', edit: (raw: Buffer) => raw },
  { title: 'invites@', mailbox: 'invites', edit: (raw: Buffer) => raw },
  { title: 'calendar@ today', mailbox: 'calendar', edit: writtenToday },
] as const;

/** All mails to one mailbox, and the outcomes of the slowest machine that counts as working. */
const PATIENCE_SECONDS = 120;

const at = usePrivateStack();

/** Line ends as they are on the wire. */
const onTheWire = (octets: Buffer): Buffer =>
  Buffer.from(octets.toString('latin1').replace(/\r?\n|\r(?!\n)/g, '\r\n'), 'latin1');

/** The same mail with a Date of today and our address in To. */
function writtenToday(raw: Buffer): Buffer {
  const text = raw.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const head = text.slice(0, end).replace(/^(?:Date|To):.*(?:\r\n[ \t].*)*\r\n/gim, '');
  const fields = `Date: ${dateIn(0)}\r\nTo: ${at().stack.endpoints.mailboxes.calendar}\r\n`;
  return Buffer.from(`${fields}${head}${text.slice(end)}`, 'latin1');
}

/** Every address that a From field of the corpus might mean, read as loosely as can be. */
const sendersOf = (raw: Buffer): readonly string[] => {
  const fields =
    raw.toString('latin1').match(/^(?:From|Reply-To|ORGANIZER)\b.*(?:\r\n[ \t].*)*/gim) ?? [];
  return fields.flatMap(
    (field) =>
      field
        .replace(/\r\n[ \t]/g, '')
        .toLowerCase()
        .match(/[^\s<>",;:]+@[^\s<>",;]+/g) ?? [],
  );
};

/** Posts all mails to a mailbox, four at a time, and gives the verdict of each file. */
async function verdictsAt(
  { title, mailbox, edit }: (typeof COLUMNS)[number],
  mails: ReadonlyMap<string, Buffer>,
): Promise<ReadonlyMap<string, string>> {
  const to = at().stack.endpoints.mailboxes[mailbox];
  const files = new Map(
    await Promise.all(
      [...mails].map(async ([file, raw]) => {
        const sent = edit(raw);
        const mail = { via: 'smtp', from: 'corpus@sender.example', to, raw: sent } as const;
        return [await deliver(at(), mail), file] as const;
      }),
    ),
  );
  return until(`an outcome for every mail to ${title}`, PATIENCE_SECONDS, async () => {
    const verdicts = new Map<string, string>();
    for (const { mailId, outcome, reason } of await listInbound(at().api)) {
      const file = files.get(mailId);
      if (file !== undefined && outcome !== undefined) verdicts.set(file, `${outcome} ${reason}`);
    }
    return verdicts.size === mails.size ? verdicts : undefined;
  });
}

function printTable(columns: readonly ReadonlyMap<string, string>[]): void {
  const rows = new Map<string, number[]>();
  for (const [column, verdicts] of columns.entries()) {
    for (const verdict of verdicts.values()) {
      const counts = rows.get(verdict) ?? columns.map(() => 0);
      counts[column] = (counts[column] ?? 0) + 1;
      rows.set(verdict, counts);
    }
  }
  const line = (name: string, cells: readonly unknown[]) =>
    `  ${name.padEnd(28)}${cells.map((cell) => String(cell).padStart(17)).join('')}`;
  const body = [...rows].sort().map(([verdict, counts]) => line(verdict, counts));
  console.info(
    [
      line(
        'outcome',
        COLUMNS.map(({ title }) => title),
      ),
      ...body,
    ].join('\n'),
  );
}

test(
  'every mail of the corpus gets an outcome with a reason, and only its sender may get a mail',
  async () => {
    const found = corpusMails();
    if (found === undefined) return;
    const mails = new Map([...found].map(([file, raw]) => [file, onTheWire(raw)]));
    expect(mails.size).toBeGreaterThan(100);
    const columns: ReadonlyMap<string, string>[] = [];
    for (const column of COLUMNS) columns.push(await verdictsAt(column, mails));
    await untilQuiet(at());
    printTable(columns);
    const verdicts = columns.flatMap((column) => [...column.values()]);
    expect(verdicts).toHaveLength(COLUMNS.length * mails.size);
    expect(
      verdicts.filter((verdict) => !/^(ACCEPT|HOLD|DROP|ANSWER) [a-z_]+$/.test(verdict)),
    ).toEqual([]);
    expect(verdicts.filter((verdict) => verdict.endsWith(' poison'))).toEqual([]);
    const senders = new Set([...mails.values()].flatMap(sendersOf));
    const strangers = (await listOutMails(at()))
      .flatMap(({ to }) => to)
      .filter((to) => !senders.has(to));
    expect(strangers).toEqual([]);
  },
  COLUMNS.length * PATIENCE_SECONDS * 1_000,
);
