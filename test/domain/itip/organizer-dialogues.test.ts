import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { playOrganizer } from './play-organizer.ts';

const FOLDER = new URL('./organizer-dialogues/', import.meta.url);

test.each(readdirSync(FOLDER).filter((name) => name.endsWith('.txt')))(
  "the organizer's dialogue %s goes as written",
  async (name) => {
    const file = new URL(name, FOLDER);
    const written = readFileSync(file, 'utf8');
    const played = await playOrganizer(written);
    if (process.env.UPDATE === '1') writeFileSync(file, played);
    expect(played).toContain('> expect\n');
    expect(readFileSync(file, 'utf8')).toBe(played);
  },
);
