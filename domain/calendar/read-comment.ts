import { cleanText } from '../text/clean-text.ts';
import type { Component } from './component-tree.ts';
import { unescapeText } from './content-line.ts';

/** A guest's words are a sentence, not a document. */
const MAX_COMMENT = 2_048;

/**
 * Reads what a guest wrote with an answer, from wherever the client puts it (imip.md 76): COMMENT
 * (Exchange), X-CALENDARSERVER-PRIVATE-COMMENT (iOS), parameters of ATTENDEE (Yahoo, Google), the
 * DESCRIPTION of Outlook 2003.
 *
 * @param prodid of the calendar: every other client echoes the organizer's own DESCRIPTION
 */
export function readComment(event: Component, prodid: string): string | undefined {
  const values = [
    ...valuesOf(event, 'COMMENT'),
    ...valuesOf(event, 'X-CALENDARSERVER-PRIVATE-COMMENT'),
    ...valuesOf(event, 'X-CALENDARSERVER-ATTENDEE-COMMENT'),
    ...parametersOf(event),
    ...(/Outlook (?:9|10|11)\.0 MIMEDIR/i.test(prodid) ? outlookWords(event) : []),
  ];
  return values.map((value) => cleanText(value, MAX_COMMENT)).find((value) => value !== '');
}

function valuesOf(event: Component, name: string): readonly string[] {
  return event.lines.filter((line) => line.name === name).map((line) => unescapeText(line.value));
}

function parametersOf(event: Component): readonly string[] {
  const attendees = event.lines.filter(({ name }) => name === 'ATTENDEE').slice(0, 2);
  return attendees.flatMap(({ params }) => [
    params.get('X-COMMENT') ?? '',
    params.get('X-RESPONSE-COMMENT') ?? '',
  ]);
}

/** Outlook writes When and Where in front of the guest's words, and this line between them. */
function outlookWords(event: Component): readonly string[] {
  return valuesOf(event, 'DESCRIPTION').map((text) => text.split(/^\*~[*~]+$/m).at(-1) ?? '');
}
