import {
  type SESv2ClientResolvedConfig,
  SendEmailCommand,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-sesv2';
import type { AwsStub } from 'aws-sdk-client-mock';
import { readCalendar } from '../../domain/calendar/read-calendar.ts';
import { timeText } from '../../domain/calendar/time-text.ts';
import { readMail } from '../../domain/mime/read-mail.ts';

/** A mail that SES took, as its guest reads it. */
export type SentMail = Readonly<{
  to: string;
  uid: string;
  /** `REQUEST 1`: METHOD and SEQUENCE; of one instance `REQUEST 1 2031-03-08T18:00:00Z`. */
  says: string;
  start: string;
  dtstamp: string;
  exdates: readonly string[];
  tags: Readonly<Record<string, string>>;
}>;

type Ses = AwsStub<ServiceInputTypes, ServiceOutputTypes, SESv2ClientResolvedConfig>;

/** The addresses that mails were handed over for, in order. */
export const mailedTo = (ses: Ses): readonly string[] =>
  ses
    .commandCalls(SendEmailCommand)
    .map(({ args }) => args[0].input.Destination?.ToAddresses?.[0] ?? '');

/** The mails that were handed over, in order. */
export function sentMails(ses: Ses): Promise<readonly SentMail[]> {
  return Promise.all(
    ses.commandCalls(SendEmailCommand).map(({ args: [{ input }] }) => {
      const tags = (input.EmailTags ?? []).map(({ Name = '', Value = '' }) => [Name, Value]);
      return readSent(
        input.Destination?.ToAddresses?.[0] ?? '',
        input.Content?.Raw?.Data ?? Buffer.from(''),
        Object.fromEntries(tags),
      );
    }),
  );
}

/** One mail as its guest reads it. @throws when it has no calendar that can be read */
export async function readSent(
  to: string,
  raw: Uint8Array,
  tags: SentMail['tags'] = {},
): Promise<SentMail> {
  const reading = await readMail(raw);
  const calendar = reading.ok ? reading.mail.calendars[0] : undefined;
  const read = calendar && readCalendar(calendar.bytes);
  if (!read?.ok) throw new Error('the mail has no calendar');
  const { method = '', master, overrides, uid } = read.message;
  const event = master ?? overrides[0];
  if (event?.start === undefined) throw new Error('the calendar has no event');
  const { recurrenceId, sequence, start, dtstamp = '', exdates } = event;
  const date = recurrenceId ? [timeText(recurrenceId)] : [];
  return {
    ...{ to, uid, tags, dtstamp, start: timeText(start), exdates: exdates.map(timeText) },
    says: [method, sequence, ...date].join(' '),
  };
}
