import { expect, test } from '@jest/globals';
import { RULES, type Rule } from './broken-rule.ts';
import { checkMail } from './check-mail.ts';
import { KINDS, knobsOf, writeMail } from './good-mails.ts';
import type { Plant } from './plant.ts';
import { PLANTED_CALENDARS } from './planted-calendars.ts';
import { PLANTED_MAILS } from './planted-mails.ts';
import { PLANTED_TIMES } from './planted-times.ts';

const PLANTS = [...PLANTED_MAILS, ...PLANTED_CALENDARS, ...PLANTED_TIMES];

/** The rules, each once, that the planted mail breaks. */
function rulesBroken({ of = 'series', calendar, mail, raw, to }: Plant): readonly Rule[] {
  const sound = knobsOf(of);
  const text = sound.calendar;
  const changed =
    text === undefined || calendar === undefined ? sound : { ...sound, calendar: calendar(text) };
  const written = writeMail({ ...changed, ...mail?.(changed) });
  const found = checkMail(raw?.(written) ?? written, { to: to ?? [sound.recipient] });
  return [...new Set(found.map(({ rule }) => rule))];
}

test.each(KINDS)('a sound mail breaks no rule: %s', (kind) => {
  const { recipient, ...knobs } = knobsOf(kind);
  expect(checkMail(writeMail(knobs), { to: [recipient] })).toEqual([]);
});

test.each(PLANTS)('$rule alone is broken by $title', (plant) => {
  expect(rulesBroken(plant)).toEqual([plant.rule]);
});

test('every rule about one mail has a mail that breaks it', () => {
  const aboutRows = /^(sequence-|dtstamp-rises|request-after|ticket-|instance-like)/;
  const planted = new Set(PLANTS.map(({ rule }) => rule));
  const names = Object.keys(RULES) as Rule[];
  expect(names.filter((rule) => !aboutRows.test(rule) && !planted.has(rule))).toEqual([]);
});

test('a rule comes with where it is written and what was found', () => {
  const mail = writeMail({ ...knobsOf('request'), to: 'eve@example.net' });
  expect(checkMail(mail, { to: ['Guest@example.org'] })).toEqual([
    {
      rule: 'to-is-recipient',
      source: 'RFC 6047 §2.3',
      detail: 'To: eve@example.net for Guest@example.org',
    },
  ]);
});
