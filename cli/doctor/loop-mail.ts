import { randomUUID } from 'node:crypto';
import { MARKER_FIELD } from '../../domain/mime/invitation-mail.ts';
import { CliError } from '../cli-error.ts';
import type { Installation } from './facts.ts';

/** A mail and its envelope. */
export type LoopMail = Readonly<{ from: string; to: string; raw: string }>;

/**
 * A mail to the calendar address that becomes nothing: its marker says that it is our own, so it is filed
 * as `loop` and nobody is answered.
 */
export function loopMail({ domain, addresses }: Installation, now: Date): LoopMail {
  const from = `doctor@${domain}`;
  const to = addresses.calendar;
  const lines = [
    `From: Convoke doctor <${from}>`,
    `To: <${to}>`,
    'Subject: Loop test of convoke doctor',
    `Date: ${now.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${randomUUID()}@${domain}>`,
    `${MARKER_FIELD}: loop-test`,
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This mail shows that mail to the calendar address comes in.',
    '',
  ];
  return { from, to, raw: lines.join('\r\n') };
}

/** Hands the mail to the SMTP server of the embedded stack. @throws CliError */
export async function postBySmtp(
  smtp: Readonly<{ host: string; port: number }>,
  { from, to, raw }: LoopMail,
): Promise<void> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({ ...smtp, ignoreTLS: true, connectionTimeout: 10_000 });
  try {
    await transport.sendMail({ envelope: { from, to: [to] }, raw });
  } catch (cause) {
    const message = `The stack does not take mail at ${smtp.host}:${smtp.port}.`;
    throw new CliError('loop_mail', message, 'Check that the stack runs.', { cause });
  } finally {
    transport.close();
  }
}
