import ICAL from 'ical.js';
import { octetsOf } from '../text/clean-text.ts';
import { type Fault, isFault, quote } from './fault.ts';

/** security.md 1.7. A parser that is quadratic in parameters takes 2.6 s for 300,000 of them. */
const MAX_PARAMETERS = 64;
const MAX_LINE_OCTETS = 65_536;

/** One property: name and parameter names in upper case, values as written but for RFC 6868. */
export type ContentLine = Readonly<{
  name: string;
  /** A Map, so that `__proto__` and `constructor` are names like any other. */
  params: ReadonlyMap<string, string>;
  value: string;
}>;

/** A property up to the first colon outside of quotes. Every character has one way to match: linear. */
const HEAD = /^([A-Za-z][A-Za-z0-9-]*)((?:;[^":]*(?:"[^"]*"[^":]*)*)?):/;

/** Only a name, and something that begins a parameter or value: a property, if perhaps a broken one. */
const NAME = /^([A-Za-z][A-Za-z0-9-]*)[;:]/;

/** Has ical.js take every value as it stands: its own decoding of types throws, or guesses. */
const AS_WRITTEN = { value: {}, property: {}, param: {}, propertyGroups: false };

/**
 * Reads one logical line (RFC 5545 §3.1): ical.js reads the parameters, after the limits.
 *
 * Quotes are followed, never split: iOS and Outlook put `;`, `:` and `,` inside them (imip.md 11). A
 * parameter without `=` is left out, since ical.js takes the rest of the line for it.
 *
 * @returns undefined for a line that is no property: blank, or a stray piece of a badly folded value
 */
export function readContentLine(text: string): ContentLine | Fault | undefined {
  const [head, name, parameters = ''] = HEAD.exec(text) ?? [];
  if (name === undefined) return readBroken(text) ?? tooLong(text);
  const known = parameters === '' ? NONE : readParameters(name, parameters);
  if (isFault(known)) return known;
  const line = { name: name.toUpperCase(), params: known, value: text.slice(head?.length) };
  return tooLong(text) ?? line;
}

const NONE: ReadonlyMap<string, string> = new Map();

function readParameters(name: string, parameters: string): ReadonlyMap<string, string> | Fault {
  const segments = parameters.split(/("[^"]*")/);
  const count = segments.reduce(
    (sum, segment, index) => (index % 2 === 0 ? sum + segment.split(';').length - 1 : sum),
    0,
  );
  if (count > MAX_PARAMETERS) return malformed(name, `more than ${MAX_PARAMETERS} parameters`);
  const written = segments
    .map((segment, index) => (index % 2 === 0 ? segment.replace(/;[^=;"]*(?=;|$)/g, '') : segment))
    .join('');
  try {
    const [, read] = ICAL.parse.property(`X${written}:`, AS_WRITTEN) as [string, object];
    return new Map(
      Object.entries(read).map(([key, value]) => [key.toUpperCase(), String(value)] as const),
    );
  } catch {
    return NONE;
  }
}

/** A line whose quote never closes, or that is parameters to its end, hides where its value begins. */
function readBroken(text: string): Fault | undefined {
  const name = NAME.exec(text)?.[1];
  if (name === undefined) return undefined;
  if (text.includes('"'))
    return malformed(name.toUpperCase(), 'a double quote that is never closed');
  return text.split(';', MAX_PARAMETERS + 2).length > MAX_PARAMETERS + 1
    ? malformed(name.toUpperCase(), `more than ${MAX_PARAMETERS} parameters`)
    : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', N: '\n' };

/** The text of a TEXT value, its escapes undone (RFC 5545 §3.3.11). */
export function unescapeText(value: string): string {
  return value.replace(/\\(.)/gsu, (_, char: string) => ESCAPES[char] ?? char);
}

function tooLong(text: string): Fault | undefined {
  if (text.length * 3 <= MAX_LINE_OCTETS || octetsOf(text) <= MAX_LINE_OCTETS) return undefined;
  const start = quote(text.slice(0, 30));
  const detail = `the line «${start}…» is longer than ${MAX_LINE_OCTETS} octets; shorten it`;
  return { fault: 'ics_too_large', detail };
}

function malformed(name: string, found: string): Fault {
  return { fault: 'ics_malformed', detail: `the line ${quote(name)} has ${found}` };
}
