import type { Component } from './component-tree.ts';
import type { EventTimes } from './event-times.ts';
import { isFault } from './fault.ts';
import { readTime, type TimeContext } from './read-time.ts';
import type { EventTime, Method, ProposedTime } from './snapshot.ts';

/** A whole property in the parameter of iOS. */
const PIECE = /(DTSTART|DTEND)((?:;[^;:]*)*):([0-9]{8}(?:T[0-9]{6}Z?)?)/gi;
/** The pattern is quadratic where no piece ends; of this many characters that is nothing. */
const MAX_PARAMETER = 1_024;

/**
 * The time that a guest proposes, in any of the three forms of imip.md 80: a COUNTER of Exchange or Google
 * has it in DTSTART and DTEND, a REPLY of iOS in a parameter of ATTENDEE:
 * `TO-ALL-PROPOSED-NEW-TIME="DTSTART:20261201T150000Z;DTEND:20261201T160000Z;STATUS:;"`.
 *
 * @returns undefined where there is none that can be read; a proposal in words is in the comment
 */
export function readProposal(
  event: Component,
  context: TimeContext & Readonly<{ method?: Method }>,
  times: EventTimes,
): ProposedTime | undefined {
  if (context.method === 'COUNTER') return proposedTime(times.start, times.end);
  const written = event.lines
    .filter(({ name }) => name === 'ATTENDEE')
    .slice(0, 2)
    .map(({ params }) => params.get('TO-ALL-PROPOSED-NEW-TIME') ?? '')
    .find((value) => value !== '');
  if (written === undefined) return undefined;
  const pieces = [...written.slice(0, MAX_PARAMETER).matchAll(PIECE)];
  const timeOf = (wanted: string): EventTime | undefined => {
    const piece = pieces.find(([, name = '']) => name.toUpperCase() === wanted);
    return piece && readPiece(piece, context);
  };
  return proposedTime(timeOf('DTSTART'), timeOf('DTEND'));
}

function readPiece(
  [, name = '', parameters = '', value = '']: RegExpMatchArray,
  context: TimeContext,
): EventTime | undefined {
  const tzid = /;TZID=([^;]+)/i.exec(parameters)?.[1];
  const params = new Map(tzid === undefined ? [] : [['TZID', tzid] as const]);
  const time = readTime({ name: name.toUpperCase(), params, value }, context);
  return isFault(time) ? undefined : time;
}

function proposedTime(start: EventTime | undefined, end: EventTime | undefined) {
  if (start === undefined) return undefined;
  return { start, ...(end?.kind === start.kind && { end }) };
}
