import * as z from 'zod';
import type { Run } from '../../adapters/run-store.ts';
import { STOPS } from '../../domain/invite/brake.ts';
import {
  EMPTY_TALLY,
  ENDED,
  HALTS,
  REFUSALS,
  RUN_STATES,
  type Tally,
} from '../../domain/invite/run.ts';

/** The ARN of an execution. The dashboard makes of it where people see it. */
export const EXECUTION = z
  .string()
  .describe('ARN of the Step Functions execution at work on it; absent: none has begun');

const Counts = z.record(z.string(), z.number());

/** A run and its progress. */
export const RunAnswer = z.object({
  runId: z.string(),
  eventId: z.string(),
  kind: z.enum(['send', 'update', 'cancel', 'nudge', 'resend', 'invite']),
  listId: z.string().optional().describe('absent for a run to those who were invited'),
  zones: z
    .array(z.string())
    .optional()
    .describe('of a part of a list: the zones of its guests; `event`: those without one'),
  group: z.string().optional().describe('the same for all runs of one send at local times'),
  testOf: z.string().optional().describe('of a test: the event that is tried out'),
  state: z.enum(RUN_STATES),
  total: z.number(),
  sent: z.number(),
  failed: z.number(),
  skipped: z.number(),
  unknown: z.number().describe('handed to SES without an answer, not settled yet'),
  resent: z.number().describe('of `sent`: sent once more after silence'),
  skippedByReason: Counts,
  failedByReason: Counts,
  at: z
    .string()
    .optional()
    .describe('as it was asked for: local time in `timeZone`, or an instant'),
  timeZone: z.string().optional(),
  startsAt: z.string().optional().describe('the instant that `at` is'),
  note: z.string().optional().describe('why `startsAt` is another time than `at` seems to say'),
  lateSeconds: z.number().optional().describe('by how much it began too late, above ten minutes'),
  createdAt: z.string(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  looksAgainAt: z
    .string()
    .optional()
    .describe('when a run that waits by itself looks whether it may go on'),
  reason: z
    .string()
    .optional()
    .describe('why it was refused, waits, was stopped, failed or mailed nobody'),
  detail: z.string().optional(),
  execution: EXECUTION.optional(),
});

/** The entity tag of a run: what people change of it is when it starts, and whether it does. */
export const runTag = ({ state, startsAt = '' }: z.output<typeof RunAnswer>): string =>
  `"${state} ${startsAt}"`;

type Why = Readonly<{ reason: string; detail: string }>;

const STEP_FAILED = 'step_failed';

const WAITS = {
  paused: 'Somebody paused the run; resume it, and it goes on where it was.',
  first_thousand:
    'The first thousand mails are out. The run goes on when SES had time to say how many bounced.',
  stopping:
    'The run is being stopped: nobody is mailed any more, and it is closed when SES has said what became of the last mails.',
} as const;

const NOTHING_NEW =
  'Nobody was mailed: everybody on the list has this version of the event already. Change the event, or remind those who did not answer.';

/** The same list a second time (security.md A81). */
function isNothingNew({ kind, total = 0, tally }: Run): boolean {
  const known = tally?.skippedByReason.already_invited ?? 0;
  return kind === 'send' && total > 0 && known === total;
}

/** Why a run does not go on, and what to do; nothing for one that does. */
function whyOf(run: Run): Why | undefined {
  const { refusal, halt, state, stopped, wish, brakeUntil } = run;
  if (refusal) return { reason: refusal, detail: REFUSALS[refusal] };
  if (state === 'finished' && isNothingNew(run)) {
    return { reason: 'nothing_new', detail: NOTHING_NEW };
  }
  if (state === 'stopped' && stopped) return { reason: stopped, detail: STOPS[stopped] };
  if (ENDED.includes(state)) return undefined;
  if (wish === 'stop') return { reason: 'stopping', detail: WAITS.stopping };
  if (halt) return { reason: halt.why, detail: HALTS[halt.why] };
  if (state === 'needs_attention') return { reason: STEP_FAILED, detail: failedStep(run) };
  if (wish === 'pause') return { reason: 'paused', detail: WAITS.paused };
  if (state === 'paused_quota') {
    return { reason: 'quota_exhausted', detail: HALTS.quota_exhausted };
  }
  return brakeUntil ? { reason: 'first_thousand', detail: WAITS.first_thousand } : undefined;
}

const failedStep = ({ runId, execution }: Run): string =>
  `A step failed after its retries. Its execution is ${execution?.split(':').at(-1) ?? `send-${runId}`}: see why, mend it, then redrive the run. Nobody is mailed twice.`;

/** A run for people. @param tally what is known of its progress */
export function showRun(
  run: Run,
  tally: Tally = run.tally ?? EMPTY_TALLY,
): z.output<typeof RunAnswer> {
  const why = whyOf(run);
  return {
    runId: run.runId,
    eventId: run.eventId,
    kind: run.kind,
    ...(run.listId && { listId: run.listId }),
    ...(run.zones && { zones: [...run.zones] }),
    ...(run.group && { group: run.group }),
    ...(run.testOf && { testOf: run.testOf }),
    state: run.state,
    total: run.total ?? 0,
    ...tally,
    ...run.schedule,
    ...(run.lateSeconds && { lateSeconds: run.lateSeconds }),
    createdAt: run.createdAt,
    ...(run.startedAt && { startedAt: run.startedAt }),
    ...(run.endedAt && { endedAt: run.endedAt }),
    ...(run.looksAgainAt && { looksAgainAt: run.looksAgainAt }),
    ...why,
    ...(run.execution && { execution: run.execution }),
  };
}
