import { cleanLine } from '../text/clean-text.ts';
import type { CalendarFault } from './snapshot.ts';

/** Why a part of a calendar cannot be used, with a sentence that a person can act on. */
export type Fault = Readonly<{ fault: CalendarFault; detail: string }>;

/** Tells a fault from what was asked for. */
export function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'fault' in value;
}

/** A value as a sentence may quote it: one line, at most 80 octets. */
export function quote(value: string): string {
  return cleanLine(value, 80);
}
