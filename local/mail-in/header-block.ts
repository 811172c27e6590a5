import { createHash } from 'node:crypto';
import type { Verdicts } from './verdicts.ts';

/** How a mail came in. */
export type Arrival = Readonly<{
  /** The SMTP id: the last part of the object's key. */
  id: string;
  /** Milliseconds since the epoch. */
  at: number;
  region: string;
  /** MAIL FROM; empty for a bounce. */
  mailFrom: string;
  rcptTo: readonly string[];
  helo: string;
  ip: string;
}>;

/**
 * Gives the header block that SES writes above a sender's headers, in SES's order (aws.md 2.2), with CRLF.
 *
 * X-SES-RECEIPT and X-SES-DKIM-SIGNATURE have the form only: nobody can verify SES's own signature here.
 */
export function headerBlock(arrival: Arrival, verdicts: Verdicts): string {
  const { omit } = verdicts;
  if (omit.has('block')) return '';
  const spf = spfText(arrival, verdicts.spf);
  const fields: [name: string, text: string][] = [
    ['path', `Return-Path: <${arrival.mailFrom}>`],
    ['received', receivedField(arrival)],
    ['spam', `X-SES-Spam-Verdict: ${verdicts.spam}`],
    ['virus', `X-SES-Virus-Verdict: ${verdicts.virus}`],
    ['spf', `Received-SPF: ${spf}`],
    ['auth', `Authentication-Results: amazonses.com;\r\n ${results(verdicts, spf).join('\r\n ')}`],
    ['receipt', `X-SES-RECEIPT: ${opaque('receipt', arrival.id)}`],
    ['signature', signatureField(arrival)],
  ];
  return fields.flatMap(([name, text]) => (omit.has(name) ? [] : [`${text}\r\n`])).join('');
}

function receivedField({ id, at, region, rcptTo, helo, ip }: Arrival): string {
  const host = asHost(helo);
  return [
    `Received: from ${host} (${host} [${ip}])`,
    ` by inbound-smtp.${region}.amazonaws.com with SMTP id ${id}`,
    ` for ${rcptTo.join(', ')};`,
    ` ${smtpDate(at)}`,
  ].join('\r\n');
}

function spfText({ mailFrom, helo, ip }: Arrival, result: string): string {
  const domain = asHost(mailFrom.slice(mailFrom.lastIndexOf('@') + 1) || helo);
  const does = result === 'pass' ? 'designates' : 'does not designate';
  return `${result} (spfCheck: domain of ${domain} ${does} ${ip} as permitted sender) client-ip=${ip}; envelope-from=${asValue(mailFrom)}; helo=${asHost(helo)};`;
}

function results({ omit, dkim, dmarc, headerFrom }: Verdicts, spf: string): string[] {
  return [
    ...(omit.has('spf') ? [] : [`spf=${spf}`]),
    ...(omit.has('dkim') ? [] : dkim.map(dkimResult)),
    ...(omit.has('dmarc')
      ? []
      : [`dmarc=${dmarc}${headerFrom ? ` header.from=${headerFrom}` : ''};`]),
  ];
}

function dkimResult({ result, domain }: Verdicts['dkim'][number]): string {
  return `dkim=${result}${domain ? ` header.i=@${domain}` : ''};`;
}

function signatureField({ id, at }: Arrival): string {
  const signature = opaque('signature', id);
  const body = opaque('body', id).slice(0, 44);
  const seconds = Math.floor(at / 1000);
  return `X-SES-DKIM-SIGNATURE: a=rsa-sha256; q=dns/txt; b=${signature}; c=relaxed/simple; s=224i4yxa5dv7c2xz3womw6peuasteono; d=amazonses.com; t=${seconds}; v=1; bh=${body}; h=From:To:Cc:Bcc:Subject:Date:Message-ID:MIME-Version:Content-Type:X-SES-RECEIPT;`;
}

function opaque(what: string, id: string): string {
  return createHash('sha512').update(`${what} ${id}`).digest('base64');
}

/** A client says what it likes in HELO: only a host's characters reach the block. */
function asHost(text: string): string {
  return text.replace(/[^A-Za-z0-9.:_-]/g, '').slice(0, 255) || 'unknown';
}

/** A sender's address may hold `;` or `(`, which would write verdicts of its own: it is quoted. */
function asValue(text: string): string {
  if (/^[A-Za-z0-9.!#$%&*+/=?^_`{|}~@-]*$/.test(text)) return text;
  return `"${text.replace(/[^\x20-\x7e]/g, '').replace(/["\\]/g, '\\$&')}"`;
}

/** `Sun, 27 Mar 2022 10:22:38 +0000 (UTC)` */
function smtpDate(at: number): string {
  return `${new Date(at).toUTCString().slice(0, 25)} +0000 (UTC)`;
}
