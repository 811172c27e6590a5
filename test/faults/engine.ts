import { systemClock } from '../../local/engine/clock.ts';
import type { StepFunctions, WorkflowSource } from '../../local/engine/contract.ts';
import { createStepFunctions } from '../../local/engine/step-functions.ts';
import { withStatusEvents } from '../../local/status-events.ts';
import { readWorkflows, substitutions } from '../../local/workflows.ts';
import { invokeLambda } from './lambdas.ts';
import { type Account, call, outside } from './simulated-aws.ts';

const SOURCES: readonly WorkflowSource[] = readWorkflows(
  substitutions({ mail: 'mail', data: 'data' }),
);

async function* bodyOf(body: Buffer): AsyncGenerator<Uint8Array> {
  yield body;
}

/** An event of the bus about an execution that ended, as far as the laboratory reads it. */
export type EndEvent = Readonly<{ detail: Readonly<{ executionArn: string; status: string }> }>;

/**
 * The workflow files of the product in an engine of their own, which calls the real handlers. Its clock is that of the
 * test.
 *
 * @param tell hears of each execution that ended
 */
export function openEngine(account: Account, tell: (event: EndEvent) => void): StepFunctions {
  const { objects, random } = account;
  const engine = createStepFunctions({
    clock: systemClock,
    databaseFile: ':memory:',
    region: 'us-east-1',
    accountId: '000000000000',
    rng: random.next,
    ports: {
      invokeLambda: (arn, payload) => outside(() => invokeLambda(account, arn, payload)),
      readObject: (_, key) =>
        outside(() =>
          call(
            () => {
              const body = objects.get(key);
              return body && bodyOf(body);
            },
            { service: 'objects', ms: random.whole(1, 60) },
          ),
        ),
      listObjects: async function* () {},
      writeObject: async () => undefined,
    },
  });
  for (const source of SOURCES) engine.load(source);
  const put = async (event: object) => tell(event as EndEvent);
  return withStatusEvents(engine, { put } as Parameters<typeof withStatusEvents>[1]);
}
