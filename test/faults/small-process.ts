// Reads a large mail and a small one by the real functions, in a process of its own: `node --max-old-space-size=64`.
// Arguments: the mailbox, and octets of the large one. It prints what became of each.
import { handler as readInvitation } from '../../functions/read-invitation/handler.ts';
import { handler as readListMail } from '../../functions/read-list-mail/handler.ts';
import { handler as rememberMail } from '../../functions/remember-mail/handler.ts';
import { calendarParts, sesMail } from '../fixtures/ses-mail.ts';
import { contextOf } from '../functions/lambda-context.ts';
import { replaceClients } from './clients.ts';
import { NO_FAULTS } from './faults.ts';
import { randomOf } from './random.ts';
import { openAccount } from './simulated-aws.ts';

const [mailbox = '', octets = ''] = process.argv.slice(2);
const read = mailbox === 'bulk' ? readListMail : readInvitation;

replaceClients();
const more = { rate: 14, onTaken: () => undefined };
const { objects } = openAccount(randomOf(1), { faults: NO_FAULTS, until: 0 }, more);

/** Keys of objects that were looked at: measuring one is a look, and reading it another. */
const looks: string[] = [];
const find = objects.get.bind(objects);
objects.get = (key) => {
  if (key.startsWith('inbox/')) looks.push(key);
  return find(key);
};

const ICS = [
  ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Test//EN', 'METHOD:REQUEST', 'BEGIN:VEVENT'],
  ...['UID:small@corp.example', 'DTSTAMP:20261120T100000Z', 'SEQUENCE:0', 'SUMMARY:Small'],
  ...['DTSTART:20310301T180000Z', 'DTEND:20310301T190000Z'],
  ...['ORGANIZER:mailto:alice@corp.example', `ATTENDEE:mailto:${mailbox}@example.test`],
  ...['END:VEVENT', 'END:VCALENDAR', ''],
].join('\r\n');

/** Where the file stands in the mail. */
const HERE = '(rows)';

/** Lets a mail in whose last part is a file of so many octets. @returns its outcome and reason */
async function letIn(mailId: string, size: number): Promise<string> {
  const date = new Date().toUTCString().replace('GMT', '+0000');
  const to = `${mailbox}@example.test`;
  const place = { smtpId: mailId, region: 'us-east-1', date, receivedAt: date, to, recipient: to };
  const file = {
    ...{ type: 'text/csv; name=guests.csv', disposition: 'attachment; filename=guests.csv' },
    body: HERE,
  };
  const parts = [...calendarParts(ICS, 'REQUEST'), ...(size > 0 ? [file] : [])];
  const [head = '', tail] = Buffer.from(sesMail({ ...place, parts }))
    .toString()
    .split(HERE);
  const rows = Buffer.alloc(size, 'guest@guests.example\r\n');
  const key = `inbox/${mailbox}/${mailId}`;
  // Not as one text: the fixture alone would fill the heap.
  objects.set(key, Buffer.concat([Buffer.from(head), ...(tail ? [rows, Buffer.from(tail)] : [])]));
  await rememberMail({ key, execution: mailId }, contextOf('remember-mail'));
  const { outcome, reason } = await read({ mailId }, contextOf('read'));
  return `${outcome} ${reason}, ${looks.splice(0).length} looks`;
}

for (const [name, size] of [
  ['large', Number(octets)],
  ['small', 0],
] as const) {
  process.stdout.write(`became ${name}: ${await letIn(name, size)}\n`);
}
