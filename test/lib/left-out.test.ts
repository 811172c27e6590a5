import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import * as zoneNames from '../../domain/calendar/zone-names.ts';
import * as mail from '../../domain/mime/read-mail.ts';
import { bundleFiles } from '../../lib/bundles.ts';
import { LEFT_OUT } from '../../lib/left-out.ts';
import { corpusMails } from '../fixtures/corpus.ts';

// Nobody who sends mail may miss what the bundles leave out.

const ROOT = join(import.meta.dirname, '..', '..');
const MAILS = join(ROOT, 'test', 'domain', 'mime', 'mails');
const folder = mkdtempSync(join(tmpdir(), 'convoke-left-out-'));
await bundleFiles(folder, {
  mail: join(ROOT, 'domain', 'mime', 'read-mail.ts'),
  zones: join(ROOT, 'domain', 'calendar', 'zone-names.ts'),
});
afterAll(() => rmSync(folder, { recursive: true }));
const load = (name: string): Promise<unknown> =>
  import(pathToFileURL(join(folder, `${name}.mjs`)).href);
const bundled = (await load('mail')) as typeof mail;

/** A mail whose text is the octets, one for each character. */
const mailIn = (charset: string, text: string): Buffer =>
  Buffer.from(
    `From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=${charset}\r\n` +
      `Content-Transfer-Encoding: base64\r\n\r\n` +
      Buffer.from(text, 'latin1').toString('base64').replace(/.{76}/g, '$&\r\n'),
  );

const octets = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCharCode(from + index));

/** How the codes of a charset are framed, where their last two octets begin and end, how many there are. */
const CHARSETS = [
  {
    name: 'GBK',
    charset: 'gb2312',
    frame: ['', ''],
    from: [0x81, 0x40],
    to: 0xfe,
    atLeast: 21_700,
  },
  {
    name: 'GB18030',
    charset: 'gb18030',
    frame: ['', ''],
    from: [0x81, 0x40],
    to: 0xfe,
    atLeast: 21_700,
  },
  {
    name: 'EUC-JP',
    charset: 'euc-jp',
    frame: ['', ''],
    from: [0x8e, 0xa1],
    to: 0xfe,
    atLeast: 7_300,
  },
  {
    name: 'JIS X 0212',
    charset: 'euc-jp',
    frame: ['\x8f', ''],
    from: [0xa1, 0xa1],
    to: 0xfe,
    atLeast: 6_000,
  },
  {
    name: 'ISO-2022-JP',
    charset: 'iso-2022-jp',
    frame: ['\x1b$B', '\x1b(B'],
    from: [0x21, 0x21],
    to: 0x7e,
    atLeast: 7_300,
  },
  {
    name: 'ISO-2022-JP-1',
    charset: 'iso-2022-jp',
    frame: ['\x1b$(D', '\x1b(B'],
    from: [0x21, 0x21],
    to: 0x7e,
    atLeast: 6_000,
  },
] as const;

test.each(CHARSETS)(
  'a bundle reads every character of $name that its sources read',
  async (row) => {
    const { charset, frame, from, to, atLeast } = row;
    let known = 0;
    for (const lead of octets(from[0], to)) {
      const codes = octets(from[1], to).map((trail) => `${frame[0]}${lead}${trail}${frame[1]}\n`);
      const raw = mailIn(charset, codes.join(''));
      const [theirs, ours] = [await linesOf(mail, raw), await linesOf(bundled, raw)];
      const lines = theirs.map((line, index) => (isKnown(line) ? line : ours[index]));
      expect(ours).toEqual(lines);
      known += theirs.filter(isKnown).length;
    }
    expect(known).toBeGreaterThan(atLeast);
  },
);

async function linesOf({ readMail }: typeof mail, raw: Uint8Array): Promise<readonly string[]> {
  const reading = await readMail(raw);
  if (!reading.ok) throw new Error(reading.detail);
  return reading.mail.text.split('\n');
}

/**
 * Is it a character, and not what stands for one that a package does not know? `~` is a full-width tilde
 * in JIS X 0212, as Node reads it.
 */
const isKnown = (line: string): boolean => !/[\ufffd?~]/.test(line);

const fixtures = readdirSync(MAILS)
  .filter((name) => name.endsWith('.eml'))
  .map((name): readonly [string, Buffer] => [name, readFileSync(join(MAILS, name))]);

test('a bundle reads every mail as its sources do', async () => {
  const all = [...fixtures, ...(corpusMails() ?? [])];
  expect(fixtures.length).toBeGreaterThan(10);
  for (const [name, raw] of all) {
    expect([name, await bundled.readMail(raw)]).toEqual([name, await mail.readMail(raw)]);
  }
});

test('what is left out of a package is there to be left out', () => {
  const files = Object.keys(LEFT_OUT);
  expect(files.filter((file) => !existsSync(join(ROOT, 'node_modules', file)))).toEqual([]);
});

test('a bundle knows the zones of Windows', async () => {
  const { commonZones } = (await load('zones')) as typeof zoneNames;
  expect(commonZones()).toEqual(zoneNames.commonZones());
  expect(commonZones().length).toBeGreaterThan(100);
});
