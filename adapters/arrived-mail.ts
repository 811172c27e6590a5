import { readCalendar } from '../domain/calendar/read-calendar.ts';
import type { CalendarReading } from '../domain/calendar/snapshot.ts';
import { readSesBlock } from '../domain/identity/ses-block.ts';
import { type ArrivedMail, decideSize } from '../domain/itip/screen-mail.ts';
import type { Mail } from '../domain/mime/mail.ts';
import { readMail } from '../domain/mime/read-mail.ts';
import { type MailRecord, readMailRecord } from './mail-records.ts';
import { ownMailboxes } from './mailboxes.ts';
import { MissingObject, readVersion } from './objects.ts';
import { withinTime } from './within-time.ts';

/** A stored mail, opened; or only its record, where it is too large to be opened. */
export type OpenedMail = Readonly<{ record: MailRecord; arrived: ArrivedMail | undefined }>;

/**
 * Opens a mail that `remember-mail` recorded, with SES's own header block.
 *
 * The size comes from the record: a mail over the cap is never downloaded (security.md A60).
 *
 * @param mailbox the address of ours that the pipeline serves
 * @param most octets that it reads, where that is not MAX_CALENDAR_MAIL
 */
export async function openMail(
  mailId: string,
  mailbox: string,
  most?: number,
): Promise<OpenedMail> {
  const record = await readMailRecord(mailId);
  if (!record) throw new MissingObject(mailId);
  if (decideSize(record.size, most)) return { record, arrived: undefined };
  const raw = await readVersion('mail', record.key, record.version);
  const reading = await readMail(raw);
  const headers = reading.ok ? reading.mail.headers : reading.headers;
  const region = process.env.AWS_REGION ?? '';
  const arrived: ArrivedMail = {
    reading,
    ses: readSesBlock(headers, { messageId: mailId, region }),
    size: record.size,
    ...(most !== undefined && { most }),
    mailbox,
    ownAddresses: ownMailboxes(),
  };
  return { record, arrived };
}

/** What reading each calendar of a mail gives, in the order of its parts. @throws ReadTooLong */
export const readCalendars = (mail: Mail): readonly CalendarReading[] =>
  withinTime(() => mail.calendars.map(({ bytes }) => readCalendar(bytes)));
