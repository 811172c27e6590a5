import { handler as answerOrganizer } from '../../functions/answer-organizer/handler.ts';
import { handler as checkChange } from '../../functions/check-change/handler.ts';
import { handler as checkRun } from '../../functions/check-run/handler.ts';
import { handler as collectAudience } from '../../functions/collect-audience/handler.ts';
import { handler as eraseGuest } from '../../functions/erase-guest/handler.ts';
import { handler as finishRun } from '../../functions/finish-run/handler.ts';
import { handler as freezeAudience } from '../../functions/freeze-audience/handler.ts';
import { handler as noteFailure } from '../../functions/note-failure/handler.ts';
import { handler as readInvitation } from '../../functions/read-invitation/handler.ts';
import { handler as recordDelivery } from '../../functions/record-delivery/handler.ts';
import { handler as recordEvent } from '../../functions/record-event/handler.ts';
import { handler as recordOutcome } from '../../functions/record-outcome/handler.ts';
import { handler as rememberMail } from '../../functions/remember-mail/handler.ts';
import { handler as sendBatch } from '../../functions/send-batch/handler.ts';
import { handler as settleRun } from '../../functions/settle-run/handler.ts';
import { handler as sweep } from '../../functions/sweep/handler.ts';
import { handler as takeTurn } from '../../functions/take-turn/handler.ts';
import type { Json, LambdaAnswer } from '../../local/engine/contract.ts';
import { FUNCTIONS } from '../../manifest-functions.ts';
import { contextOf } from '../functions/lambda-context.ts';
import {
  type Account,
  Dead,
  happens,
  isBroken,
  type Process,
  sleep,
  within,
} from './simulated-aws.ts';

type Handler = (input: unknown, context: ReturnType<typeof contextOf>) => Promise<unknown>;

/** The real handlers. Imported by name: one that is loaded later would take the machine's time, not the clock's. */
const HANDLERS = new Map(
  Object.entries({
    ...{ 'check-change': checkChange, 'check-run': checkRun, 'collect-audience': collectAudience },
    ...{ 'erase-guest': eraseGuest, 'finish-run': finishRun, 'freeze-audience': freezeAudience },
    ...{ 'note-failure': noteFailure, 'record-delivery': recordDelivery, 'send-batch': sendBatch },
    ...{ 'settle-run': settleRun, sweep, 'take-turn': takeTurn },
    'answer-organizer': answerOrganizer,
    'read-invitation': readInvitation,
    'record-event': recordEvent,
    'record-outcome': recordOutcome,
    'remember-mail': rememberMail,
  }) as unknown as [string, Handler][],
);

const TIMEOUTS = new Map(FUNCTIONS.map(({ name, timeoutSeconds }) => [name, timeoutSeconds]));

const failed = (errorType: string): LambdaAnswer => ({ ok: false, errorType, errorMessage: '' });

/**
 * Calls a function as Lambda does: it may die, be killed at its timeout, or be believed dead while it still works.
 *
 * @param arn ARN or name
 * @returns undefined when there is no such function
 */
export async function invokeLambda(
  account: Account,
  arn: string,
  payload: Json,
): Promise<LambdaAnswer | undefined> {
  const name = arn.slice(arn.lastIndexOf(':') + 1);
  const handler = HANDLERS.get(name);
  if (!handler) return undefined;
  account.invocations.count += 1;
  const { mailId } = payload as { mailId?: string };
  const isKilled = name === 'read-invitation' && account.poison.has(mailId ?? '');
  if (isKilled || isBroken(account, 'lambda')) {
    await sleep(account.random.whole(50, 500));
    return failed('Runtime.ExitError');
  }
  return runProcess(account, TIMEOUTS.get(name) ?? 60, (remainingMs) => {
    const context = { ...contextOf(name), getRemainingTimeInMillis: remainingMs };
    return handler(structuredClone(payload), context) as Promise<Json>;
  });
}

function runProcess(
  account: Account,
  timeoutSeconds: number,
  run: (remainingMs: () => number) => Promise<Json>,
): Promise<LambdaAnswer> {
  const { random, deaths } = account;
  const deadline = Date.now() + timeoutSeconds * 1_000;
  return new Promise((resolve) => {
    const process: Process = {
      alive: true,
      die() {
        process.alive = false;
        deaths.push(new Date().toISOString());
        setTimeout(() => resolve(failed('Runtime.ExitError')), random.whole(50, 500));
      },
    };
    const timer = setTimeout(() => {
      process.alive = false;
      resolve(failed('Sandbox.Timedout'));
    }, timeoutSeconds * 1_000);
    if (happens(account, 'deaf')) {
      const deaf = () => resolve(failed('Lambda.SdkClientException'));
      setTimeout(deaf, random.pick([100, 5_000, 60_000]));
    }
    const end = (answer: LambdaAnswer) => {
      clearTimeout(timer);
      if (process.alive) resolve(answer);
    };
    within(process, () => run(() => Math.max(0, deadline - Date.now()))).then(
      (value) => end({ ok: true, payload: JSON.parse(JSON.stringify(value ?? null)) as Json }),
      (error: unknown) => {
        // A dead process says nothing; one that waited for a read of its memory's dies with it.
        if (error instanceof Dead) {
          clearTimeout(timer);
          if (process.alive) process.die();
        } else end(failed(error instanceof Error ? error.name : 'Error'));
      },
    );
  });
}

/** Does something as a process of its own until it is done, however often that dies. @throws what no repetition mends */
export async function insist<T>(account: Account, run: () => Promise<T>): Promise<T> {
  let last = '';
  for (let tries = 0; tries < 300; tries += 1) {
    let done: { value: T } | undefined;
    const answer = await runProcess(account, 60, async () => {
      done = { value: await run() };
      return null;
    });
    if (answer.ok && done) return done.value;
    if (!answer.ok && !PASSING.test(answer.errorType)) throw new Error(answer.errorType);
    last = answer.ok ? 'nothing' : answer.errorType;
    await sleep(account.random.whole(500, 4_000));
  }
  throw new Error(`something was tried 300 times: ${last}`);
}

const PASSING =
  /^(Runtime|Sandbox|Lambda)\.|^(ProvisionedThroughputExceededException|InternalServerError|InternalFailure|SlowDown|TimeoutError|TableBusy|EventBusy)$/;
