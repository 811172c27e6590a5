import type { CalendarText } from './calendar-text.ts';
import { type ContentLine, readContentLine } from './content-line.ts';
import { type Fault, isFault, quote } from './fault.ts';

/** security.md 1.7. VALARM in VEVENT in VCALENDAR is 3; 20,000 levels overflow a parser's stack. */
const MAX_DEPTH = 4;
const MAX_EVENTS = 100;
const MAX_GUESTS = 1_000;

/** A component, name in upper case, with its properties and children in the order sent. */
export type Component = Readonly<{
  name: string;
  lines: readonly ContentLine[];
  components: readonly Component[];
}>;

type OpenComponent = { name: string; lines: ContentLine[]; components: Component[] };

/**
 * Reads logical lines as one VCALENDAR.
 *
 * What stands outside of it is left out. A missing END:VCALENDAR alone is forgiven: mails get cut
 * there; a component cut in its middle is not.
 *
 * @returns `ics_malformed`, `ics_too_large` or `too_many_attendees`, whichever is met first
 */
export function readComponentTree(text: CalendarText): Component | Fault {
  const tree: Tree = { open: [], calendar: undefined, events: 0 };
  for (const line of text.lines) {
    const read = readContentLine(line);
    if (read === undefined) continue;
    if (isFault(read)) return read;
    const fault = place(tree, read);
    if (fault !== undefined) return fault;
  }
  if (text.cut) return tooLarge(tree);
  if (tree.calendar === undefined) return malformed('the calendar has no BEGIN:VCALENDAR');
  const unclosed = tree.open[1];
  return unclosed === undefined
    ? tree.calendar
    : malformed(`BEGIN:${quote(unclosed.name)} has no END:${quote(unclosed.name)}`);
}

type Tree = { readonly open: OpenComponent[]; calendar: Component | undefined; events: number };

function place(tree: Tree, line: ContentLine): Fault | undefined {
  const name = line.value.trim().toUpperCase();
  if (line.name === 'BEGIN') return begin(tree, name);
  if (line.name === 'END') return end(tree, name);
  tree.open.at(-1)?.lines.push(line);
  return undefined;
}

function begin(tree: Tree, name: string): Fault | undefined {
  if (name === 'VCALENDAR' && tree.calendar !== undefined) {
    return malformed('there is more than one VCALENDAR; send one calendar in a mail');
  }
  const parent = tree.open.at(-1);
  if (parent === undefined && name !== 'VCALENDAR') {
    return malformed(`BEGIN:${quote(name)} stands outside of VCALENDAR`);
  }
  if (tree.open.length >= MAX_DEPTH) {
    return malformed(`components are nested more than ${MAX_DEPTH} deep`);
  }
  if (name === 'VEVENT') tree.events += 1;
  if (tree.events > MAX_EVENTS) {
    const detail = `the calendar has more than ${MAX_EVENTS} VEVENT; send fewer in one mail`;
    return { fault: 'ics_too_large', detail };
  }
  const component: OpenComponent = { name, lines: [], components: [] };
  parent?.components.push(component);
  tree.open.push(component);
  if (parent === undefined) tree.calendar = component;
  return undefined;
}

function end(tree: Tree, name: string): Fault | undefined {
  const open = tree.open.pop();
  if (open?.name === name) return undefined;
  const wanted = open === undefined ? 'no component is open' : `END:${quote(open.name)} was due`;
  return malformed(`END:${quote(name)} stands where ${wanted}`);
}

/** A list of guests is the usual reason; its sender can do something about that. */
function tooLarge({ open }: Tree): Fault {
  const guests = (open.at(-1)?.lines ?? []).filter(({ name }) => name === 'ATTENDEE').length;
  const size = 'the calendar is larger than 1 MB';
  if (guests <= MAX_GUESTS) return { fault: 'ics_too_large', detail: `${size}; shorten it` };
  const detail = `${size} and has more than ${guests} ATTENDEEs; invite the calendar's address alone`;
  return { fault: 'too_many_attendees', detail };
}

function malformed(detail: string): Fault {
  return { fault: 'ics_malformed', detail };
}

/** The value of a component's first property of that name, as written. */
export function firstValue(component: Component, name: string): string | undefined {
  return component.lines.find((line) => line.name === name)?.value;
}
