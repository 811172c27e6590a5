import { type MailRecord, type Release, releaseMail } from './mail-records.ts';
import { releasedExecution, startReleased } from './workflows.ts';

/**
 * Lets a held mail through: an execution of its own reads it again, with all that was true before.
 *
 * Its name is the mail's: asked twice, it runs once.
 *
 * @returns false when the mail is not held for one of these reasons, or not any more
 */
export async function letThrough(
  { mailId, key }: Pick<MailRecord, 'mailId' | 'key'>,
  as: Release,
  reasons: readonly string[],
  now: Date,
): Promise<boolean> {
  const release = {
    ...{ as, reasons },
    execution: releasedExecution(mailId, key, as),
    at: now.toISOString(),
  };
  if (!(await releaseMail(mailId, release))) return false;
  await startReleased(mailId, key, as);
  return true;
}
