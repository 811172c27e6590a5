import * as z from 'zod';
import type { EventRecord } from '../../domain/invite/event.ts';
import { type AskedTime, planSchedule, type Schedule } from '../../domain/invite/schedule.ts';
import { Problem } from './problem.ts';

/** When a run starts, in a body. */
export const SEND_TIME = {
  at: z
    .string()
    .max(40)
    .describe('`2026-12-01T09:00:00` with `timeZone`, or an instant; within a year'),
  timeZone: z.string().max(64).optional().describe('IANA name, e.g. `Europe/Berlin`'),
} as const;

/** The schedule of a run of an event. @throws Problem `invalid_time` */
export function scheduleFor(asked: AskedTime, event: EventRecord, now: Date): Schedule {
  const plan = planSchedule(asked, now);
  if (!plan.ok) throw new Problem('invalid_time', plan.detail);
  const { startsAt } = plan.schedule;
  if (event.endsAt !== undefined && event.endsAt <= startsAt) {
    throw new Problem('invalid_time', `at ${startsAt} the event is over`);
  }
  return plan.schedule;
}
