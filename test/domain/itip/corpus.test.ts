import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readCalendar } from '../../../domain/calendar/read-calendar.ts';
import { readSesBlock } from '../../../domain/identity/ses-block.ts';
import { decideReply } from '../../../domain/itip/decide-reply.ts';
import { REASONS } from '../../../domain/itip/reasons.ts';
import { readMail } from '../../../domain/mime/read-mail.ts';
import {
  INVITES,
  MESSAGE_ID,
  NOW,
  OWN_ADDRESSES,
  REGION,
  sesBlockLines,
} from '../../fixtures/ses-mail.ts';
import { decideRaw } from './organizer-mail.ts';

const CORPUS = new URL('../../../../shared/corpus/', import.meta.url);

/** Paths of the corpus's mails; the manifest says which files are mails. */
function mailsOf(): readonly string[] {
  const rows = readFileSync(new URL('MANIFEST.tsv', CORPUS), 'utf8').split('\n').slice(1);
  return rows
    .map((row) => row.split('\t'))
    .flatMap(([path = '', , , , , kind]) => (kind === 'eml' ? path : []));
}

/** The mail as SES would have stored it: every verdict a pass, for whatever domain. */
function received(path: string): Uint8Array {
  const raw = readFileSync(new URL(path.split('/').map(encodeURIComponent).join('/'), CORPUS));
  const end = raw.includes('\r\n') ? '\r\n' : '\n';
  const block = sesBlockLines({ dmarc: null }).join('\r\n').split('\r\n').join(end);
  return Buffer.concat([Buffer.from(block + end), raw]);
}

test('every mail of the corpus gets an outcome and a reason, in each mailbox, in under 2 s', async () => {
  if (!existsSync(CORPUS) || readdirSync(CORPUS).length === 0) {
    console.warn('the corpus is absent: its mails were not decided');
    return;
  }
  const mails = mailsOf();
  expect(mails.length).toBeGreaterThan(30);
  for (const path of mails) {
    const raw = received(path);
    const started = performance.now();
    const invitation = await decideRaw(raw);
    const reading = await readMail(raw);
    const readings = reading.ok
      ? reading.mail.calendars.map(({ bytes }) => readCalendar(bytes))
      : [];
    const headers = reading.ok ? reading.mail.headers : reading.headers;
    const reply = decideReply(
      {
        ...{ reading, readings, size: raw.length, mailbox: INVITES, ownAddresses: OWN_ADDRESSES },
        ...{ mailId: path, ticket: { state: 'unknown' } },
        ses: readSesBlock(headers, { messageId: MESSAGE_ID, region: REGION }),
      },
      NOW,
    );
    expect(performance.now() - started).toBeLessThan(2_000);
    for (const { outcome, reason } of [invitation, reply]) {
      expect(REASONS[reason].outcomes).toContain(outcome);
      expect(outcome).not.toBe('ACCEPT');
    }
  }
});
