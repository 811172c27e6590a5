import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decideRaw } from '../test/domain/itip/organizer-mail.ts';
import { NOW, sesBlockLines } from '../test/fixtures/ses-mail.ts';
import { median, round } from './measure.ts';

const FOLDER = join(import.meta.dirname, '../test/domain/mime/mails');
const ROUNDS = 60;

/** A fixture with the block on top that SES writes for a mail that proves its sender. */
function arrived(name: string): Readonly<{ raw: Uint8Array; owner: string; now: Date }> {
  const mail = readFileSync(join(FOLDER, name), 'latin1').replace(/\r?\n/g, '\r\n');
  const owner = /^from:[^\n]*?([^\s<>"]+@[^\s<>"]+)/im.exec(mail)?.[1] ?? '';
  const date = new Date(/^date:(.*)$/im.exec(mail)?.[1]?.trim() ?? NOW);
  const dmarc = `pass header.from=${owner.slice(owner.indexOf('@') + 1)}`;
  const receivedAt = `${date.toUTCString().replace('GMT', '+0000')} (UTC)`;
  const block = sesBlockLines({ dmarc, receivedAt }).join('\r\n');
  return { raw: Buffer.from(`${block}\r\n${mail}`, 'latin1'), owner, now: date };
}

const names = readdirSync(FOLDER).filter((name) => name.endsWith('.eml'));
const mails = names.map((name) => ({ name, ...arrived(name) }));

/** CPU milliseconds of one mail: read, authenticate, decide; of the median round. */
async function measure({ raw, owner, now }: (typeof mails)[number]): Promise<number> {
  const seen: number[] = [];
  for (let i = 0; i < ROUNDS; i += 1) {
    const cpu = process.cpuUsage();
    for (let n = 0; n < 5; n += 1) await decideRaw(raw, { enrolled: [owner], now });
    const { user, system } = process.cpuUsage(cpu);
    seen.push((user + system) / 5_000);
  }
  return round(median(seen), 2);
}

const msByMail: Record<string, number> = {};
for (const mail of mails) msByMail[mail.name] = await measure(mail);
const ingestMsPerMail = median(Object.values(msByMail));
process.stdout.write(`${JSON.stringify({ mails: mails.length, ingestMsPerMail, msByMail })}\n`);
