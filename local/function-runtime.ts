import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Context } from 'aws-lambda';
import { FUNCTIONS } from '../manifest-functions.ts';
import type { FunctionSpec } from '../manifest-uses.ts';
import type { Json, LambdaAnswer } from './engine/contract.ts';

type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** The embedded Lambda: runs the handlers of `functions/` in this process. */
export type FunctionRuntime = Readonly<{
  /**
   * Runs a function as Lambda does: input and output are JSON, a throw is an answer.
   *
   * @param name the function's name or ARN
   * @returns undefined when there is no such function
   */
  invoke(name: string, payload: Json, signal?: AbortSignal): Promise<LambdaAnswer | undefined>;
  /** Loads every function: whoever measures a send does not want to measure cold starts. */
  load(): Promise<void>;
  /** Resolves when no handler runs any more, or after `ms`. */
  untilIdle(ms: number): Promise<void>;
}>;

const functionsFolder = join(import.meta.dirname, '..', 'functions');

/** A handler that outlives its timeout goes on here, where Lambda would have frozen it. */
class TimedOut extends Error {}

/** The file that exports a function's handler, by its name. */
export type Entries = (name: string) => string;

const sourceEntries: Entries = (name) => join(functionsFolder, name, 'handler.ts');

async function loadHandler(file: string): Promise<Handler> {
  const { handler } = (await import(pathToFileURL(file).href)) as { handler: Handler };
  return handler;
}

function contextOf(spec: FunctionSpec): Context {
  const deadline = Date.now() + spec.timeoutSeconds * 1_000;
  return {
    functionName: spec.name,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(spec.name),
    memoryLimitInMB: String(spec.memoryMb),
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${spec.name}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

/** The ARN that a function has in the embedded stack. */
export const functionArn = (name: string): string =>
  `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

/** Loads the handlers of the manifest's functions; each on its first call, like a cold start. */
export function openFunctions(entryOf = sourceEntries): FunctionRuntime {
  const handlers = new Map<string, Promise<Handler>>();
  const specs = new Map(FUNCTIONS.map((spec) => [spec.name, spec]));
  const running = new Set<Promise<LambdaAnswer>>();
  const handlerOf = (name: string): Promise<Handler> => {
    const handler = handlers.get(name) ?? loadHandler(entryOf(name));
    handlers.set(name, handler);
    return handler;
  };
  return {
    async load() {
      for (const name of specs.keys()) await handlerOf(name);
    },
    async invoke(name, payload) {
      const spec = specs.get(name.slice(name.lastIndexOf(':') + 1));
      if (!spec) return undefined;
      const answer = run(await handlerOf(spec.name), spec, payload);
      running.add(answer);
      return answer.finally(() => running.delete(answer));
    },
    async untilIdle(ms) {
      const deadline = AbortSignal.timeout(ms);
      while (running.size > 0 && !deadline.aborted) {
        const late = new Promise((done) =>
          deadline.addEventListener('abort', done, { once: true }),
        );
        await Promise.race([Promise.all(running), late]);
      }
    },
  };
}

async function run(handler: Handler, spec: FunctionSpec, payload: Json): Promise<LambdaAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    const message = `Task timed out after ${spec.timeoutSeconds}.00 seconds`;
    timer = setTimeout(() => reject(new TimedOut(message)), spec.timeoutSeconds * 1_000);
  });
  try {
    const result = await Promise.race([
      handler(structuredClone(payload), contextOf(spec)),
      timeout,
    ]);
    return { ok: true, payload: JSON.parse(JSON.stringify(result ?? null)) as Json };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const errorType = error instanceof TimedOut ? 'Sandbox.Timedout' : name;
    return { ok: false, errorType, errorMessage: message };
  } finally {
    clearTimeout(timer);
  }
}
