import { listMails, type MailRecord, recordFailure } from '../../adapters/mail-records.ts';
import { statusOf } from '../../adapters/workflows.ts';
import { isDue, MAX_AGE_MS } from './window.ts';

/** Pages of 200 mails that one pass looks at, the newest first. */
const MAX_PAGES = 50;
const PAGE = 200;

/** Records the failure of executions of whose end no event told. */
export async function sweepOpenMails(now: number): Promise<number> {
  let noted = 0;
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { items, next } = await listMails(PAGE, cursor);
    for (const mail of items) noted += (await sweepMail(mail, now)) ? 1 : 0;
    const oldest = Date.parse(items.at(-1)?.receivedAt ?? '');
    if (next === undefined || now - oldest > MAX_AGE_MS) break;
    cursor = next;
  }
  return noted;
}

async function sweepMail(mail: MailRecord, now: number): Promise<boolean> {
  const isOpen = mail.outcome === undefined || mail.isReleased === true;
  if (!isOpen || !isDue(mail.receivedAt, now)) return false;
  if (!(await hasFailed(mail.execution))) return false;
  await recordFailure(mail.mailId, mail.execution);
  return true;
}

/** An EXPRESS execution takes five minutes at most, and cannot be asked afterwards. */
async function hasFailed(execution: string): Promise<boolean> {
  if (execution.includes(':express:')) return true;
  const status = await statusOf(execution);
  return status !== undefined && status !== 'RUNNING' && status !== 'SUCCEEDED';
}
