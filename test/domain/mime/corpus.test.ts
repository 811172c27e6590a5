import { expect, test } from '@jest/globals';
import { readMail } from '../../../domain/mime/read-mail.ts';
import { cpuTime } from '../../cpu-time.ts';
import { corpusMails } from '../../fixtures/corpus.ts';

/** libical's own example of a mail that is none: a part's header begins with white space. */
const REFUSED = 'libical+libical/test-data/complex-mime-error.txt';

test('every real mail of the corpus is read or refused with a sentence, in less than 2 s', async () => {
  const mails = corpusMails();
  if (mails === undefined) return;
  expect(mails.size).toBeGreaterThan(100);
  for (const raw of mails.values()) {
    const spent = cpuTime();
    const reading = await readMail(raw);
    expect(spent()).toBeLessThan(2_000);
    if (reading.ok) expect(reading.mail.headers.length).toBeGreaterThan(0);
    else expect(reading.detail).toMatch(/^The mail was not read: .+\.$/);
  }
});

test('every iMIP mail of the corpus gives its calendar', async () => {
  const mails = corpusMails();
  if (mails === undefined) return;
  for (const [file, raw] of mails) {
    // A report carries somebody's old invitation, which is not to be found.
    if (!/^content-type:\s*text\/calendar/im.test(raw.toString('latin1'))) continue;
    const reading = await readMail(raw);
    const found = reading.ok && (reading.mail.calendars.length > 0 || reading.mail.isReport);
    expect({ file, found }).toEqual({ file, found: file !== REFUSED });
  }
});
