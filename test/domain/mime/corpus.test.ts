import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { readMail } from '../../../domain/mime/read-mail.ts';

const CORPUS = fileURLToPath(new URL('../../../../shared/corpus/', import.meta.url));

test('every real mail of the corpus is read or refused with a sentence, in less than 2 s', async () => {
  if (!existsSync(CORPUS)) {
    console.warn('no corpus beside the repository: the real mails were not read');
    return;
  }
  const files = globSync('**/*.eml', { cwd: CORPUS });
  expect(files.length).toBeGreaterThan(100);
  for (const file of files) {
    const start = performance.now();
    const reading = await readMail(readFileSync(`${CORPUS}${file}`));
    expect(performance.now() - start).toBeLessThan(2_000);
    if (reading.ok) expect(reading.mail.headers.length).toBeGreaterThan(0);
    else expect(reading.detail).toMatch(/^The mail was not read: .+\.$/);
  }
});

test('every iMIP mail of the corpus gives its calendar', async () => {
  if (!existsSync(CORPUS)) {
    console.warn('no corpus beside the repository: the real mails were not read');
    return;
  }
  for (const file of globSync('**/*.eml', { cwd: CORPUS })) {
    const raw = readFileSync(`${CORPUS}${file}`);
    // A report carries somebody's old invitation, which is not to be found.
    if (!/^content-type:\s*text\/calendar/im.test(raw.toString('latin1'))) continue;
    const reading = await readMail(raw);
    const found = reading.ok && (reading.mail.calendars.length > 0 || reading.mail.isReport);
    expect({ file, found }).toEqual({ file, found: true });
  }
});
