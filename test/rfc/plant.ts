import type { Rule } from './broken-rule.ts';
import type { Kind, MailKnobs } from './good-mails.ts';

/** How a planted mail differs from the sound one of its kind. */
export type Plant = Readonly<{
  rule: Rule;
  title: string;
  /** @default 'series' */
  of?: Kind;
  /** Changes the calendar, in both copies. */
  calendar?: (text: string) => string;
  mail?: (knobs: MailKnobs) => Partial<MailKnobs>;
  raw?: (raw: string) => string;
  to?: readonly string[];
}>;

/** Replaces the first match; a plant that changes nothing is an error. */
export const swap =
  (from: string | RegExp, to: string) =>
  (text: string): string => {
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`nothing to replace: ${from}`);
    return changed;
  };

/** Takes the first line of a property out. */
export const without = (name: string) => swap(new RegExp(`^${name}[;:].*\r\n`, 'm'), '');

/** Adds a line at the end of the first VEVENT. */
export const beside = (line: string) => swap('END:VEVENT', `${line}\r\nEND:VEVENT`);
