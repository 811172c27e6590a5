import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readCalendar } from '../../../domain/calendar/read-calendar.ts';

const folder = join(import.meta.dirname, 'cases');
const cases = readdirSync(folder)
  .filter((file) => file.endsWith('.ics'))
  .map((file) => file.slice(0, -4));

test.each(cases)('%s.ics reads as its .json says', (name) => {
  const reading = readCalendar(readFileSync(join(folder, `${name}.ics`)));
  const golden = join(folder, `${name}.json`);
  if (process.env.UPDATE === '1') writeFileSync(golden, `${JSON.stringify(reading, null, 2)}\n`);
  expect(reading).toEqual(JSON.parse(readFileSync(golden, 'utf8')));
});

test('every .json belongs to a case', () => {
  const goldens = readdirSync(folder).filter((file) => file.endsWith('.json'));
  expect(goldens).toEqual(cases.map((name) => `${name}.json`));
  expect(cases.length).toBeGreaterThan(10);
});
