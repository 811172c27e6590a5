/** One property of a calendar, parameter values without their quotes, the value as it was written. */
export type Property = Readonly<{
  name: string;
  params: ReadonlyMap<string, string>;
  value: string;
}>;

/** A component: name in upper case, properties and children in the order sent. */
export type Component = Readonly<{
  name: string;
  properties: readonly Property[];
  components: readonly Component[];
}>;

/** A calendar, and what is wrong with its form: lines that are none, components that do not close. */
export type CalendarText = Readonly<{
  calendar: Component;
  badLines: readonly string[];
  badTree: readonly string[];
}>;

type Open = { name: string; properties: Property[]; components: Component[] };

/** RFC 5545 §3.1: a name, parameters whose values are quoted or have none of `";:,`, a value. */
const LINE =
  /^([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)$/s;
const PARAMETER = /;([A-Za-z0-9-]+)=((?:"[^"]*"|[^";])*)/g;
const NO_CALENDAR: Component = { name: 'NONE', properties: [], components: [] };

/**
 * Reads a calendar with CRLF and folds of a space or a tab (RFC 5545 §3.1, §3.4), with no repair.
 *
 * @param text of UTF-8 that was decoded
 */
export function readCalendarLines(text: string): CalendarText {
  const badLines: string[] = [];
  const badTree: string[] = [];
  const root: Open = { name: '', properties: [], components: [] };
  const open: Open[] = [root];
  for (const line of logicalLines(text)) {
    const property = readLine(line);
    if (property === undefined) badLines.push(line.slice(0, 30));
    else place(property, open, badTree);
  }
  if (open.length > 1) badTree.push(`${open.at(-1)?.name} is not closed`);
  if (root.components.length !== 1) badTree.push(`${root.components.length} calendars in one text`);
  if (root.properties.length > 0) badTree.push('a property outside of the calendar');
  const calendar = root.components[0] ?? NO_CALENDAR;
  if (calendar.name !== 'VCALENDAR') badTree.push(`the calendar is a ${calendar.name}`);
  return { calendar, badLines, badTree };
}

function logicalLines(text: string): readonly string[] {
  const lines = text.replace(/\r\n[ \t]/g, '').split('\r\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function readLine(line: string): Property | undefined {
  const [, name, parameters, value] = LINE.exec(line) ?? [];
  if (name === undefined || parameters === undefined || value === undefined) return undefined;
  const params = [...parameters.matchAll(PARAMETER)].map(
    ([, key = '', text = '']) => [key.toUpperCase(), text.replaceAll('"', '')] as const,
  );
  return { name: name.toUpperCase(), params: new Map(params), value };
}

function place(property: Property, open: Open[], badTree: string[]): void {
  const name = property.value.toUpperCase();
  const parent = open.at(-1);
  if (property.name === 'BEGIN') {
    const component: Open = { name, properties: [], components: [] };
    parent?.components.push(component);
    open.push(component);
  } else if (property.name === 'END') {
    if (open.length > 1 && parent?.name === name) open.pop();
    else badTree.push(`END:${name} where ${parent?.name || 'nothing'} is open`);
  } else parent?.properties.push(property);
}

/** All properties of a component with that name. */
export function propertiesOf(component: Component, name: string): readonly Property[] {
  return component.properties.filter((property) => property.name === name);
}

/** The first property of a component with that name. */
export function propertyOf(component: Component, name: string): Property | undefined {
  return propertiesOf(component, name)[0];
}

/** The children of a component with that name. */
export function componentsOf(component: Component, name: string): readonly Component[] {
  return component.components.filter((child) => child.name === name);
}

/** The address of a `mailto:` URI, percent-decoded (RFC 6068 §2); undefined for any other value. */
export function mailtoAddress(value: string | undefined): string | undefined {
  const encoded = /^mailto:([^?]+)$/i.exec(value ?? '')?.[1];
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
