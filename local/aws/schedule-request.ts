import * as z from 'zod';
import { readIanaName } from '../../domain/calendar/iana-name.ts';
import { resolveLocal } from '../../domain/calendar/local-time.ts';

/** A schedule as it is asked for; what is not looked at is kept as it came. */
export const ScheduleBody = z.looseObject({
  GroupName: z.string().default('default'),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  FlexibleTimeWindow: z.looseObject({ Mode: z.enum(['OFF', 'FLEXIBLE']) }),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  Target: z.looseObject({
    Arn: z.string().min(1),
    RoleArn: z.string().min(1),
    Input: z.string().default('{}'),
    RetryPolicy: z
      .looseObject({
        MaximumEventAgeInSeconds: z.int().min(60).max(86_400).default(86_400),
        MaximumRetryAttempts: z.int().min(0).max(185).default(185),
      })
      .prefault({}),
  }),
  ClientToken: z.string().optional(),
});
/** What {@link ScheduleBody} reads. */
export type ScheduleBody = z.output<typeof ScheduleBody>;

/** An error of the Scheduler's API. */
export type SchedulerFault = Readonly<{ status: number; name: string; message: string }>;

/** What the embedded Scheduler refuses in a request. */
export class RefusedSchedule extends Error {
  override readonly name = 'RefusedSchedule';
  readonly fault: SchedulerFault;

  constructor(status: number, name: string, message: string) {
    super(message);
    this.fault = { status, name, message };
  }
}

const invalid = (message: string) => new RefusedSchedule(400, 'ValidationException', message);

const NAME = /^[0-9a-zA-Z-_.]{1,64}$/;
const AT = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/;

/** The name of a schedule in a path. @throws RefusedSchedule */
export function readName(text: string): string {
  const name = decodeURIComponent(text);
  if (!NAME.test(name)) throw invalid(`${NAME.source} is what a name has to fit`);
  return name;
}

/** The body of CreateSchedule and UpdateSchedule. @throws RefusedSchedule */
export function readSchedule(body: Buffer): ScheduleBody {
  let json: unknown;
  try {
    json = JSON.parse(body.toString());
  } catch {
    throw new RefusedSchedule(400, 'SerializationException', 'the body is not JSON');
  }
  const read = ScheduleBody.safeParse(json);
  if (!read.success) throw invalid(z.prettifyError(read.error).split('\n')[0] ?? '');
  if (read.data.FlexibleTimeWindow.Mode === 'OFF') return read.data;
  const message = 'The embedded Scheduler has no flexible time window.';
  throw new RefusedSchedule(501, 'NotImplementedException', message);
}

/** When a schedule fires, epoch milliseconds. @throws RefusedSchedule for what is not a time, or not one time */
export function dueOf({ ScheduleExpression, ScheduleExpressionTimezone }: ScheduleBody): number {
  if (/^(rate|cron)\(/.test(ScheduleExpression)) {
    const message = 'The embedded Scheduler fires at(…) alone, not rate(…) and not cron(…).';
    throw new RefusedSchedule(501, 'NotImplementedException', message);
  }
  const zone = readIanaName(ScheduleExpressionTimezone);
  if (zone === undefined) throw invalid(`Invalid Schedule Expression Timezone.`);
  const local = AT.exec(ScheduleExpression)?.[1];
  try {
    if (local !== undefined) return resolveLocal(local, zone).instant;
  } catch {
    // A day that no calendar has: the same answer as for any other text.
  }
  throw invalid(`Invalid Schedule Expression ${ScheduleExpression}.`);
}
