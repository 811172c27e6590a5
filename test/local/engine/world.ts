import type {
  EngineClock,
  Json,
  LambdaAnswer,
  StepFunctions,
} from '../../../local/engine/contract.ts';
import { createStepFunctions } from '../../../local/engine/step-functions.ts';
import { virtualClock } from './virtual-clock.ts';

/** A fake function: it gets the payload and gives its result, or throws. */
export type FakeFunction = (payload: Json, clock: EngineClock) => Promise<Json> | Json;

/** The outside of an engine, in memory. */
export type World = Readonly<{
  engine: StepFunctions;
  clock: EngineClock;
  /** Objects by `bucket/key`. */
  objects: Map<string, string>;
  functions: Map<string, FakeFunction>;
}>;

/** An engine whose functions and bucket are maps and whose time is virtual. */
export function makeWorld(
  options: Readonly<{
    databaseFile?: string;
    functions?: Readonly<Record<string, FakeFunction>>;
    objects?: Map<string, string>;
    clock?: EngineClock;
    /** Objects that begin to be read and never come. */
    readsHang?: boolean;
  }> = {},
): World {
  const clock = options.clock ?? virtualClock();
  const objects = options.objects ?? new Map<string, string>();
  const functions = new Map(Object.entries(options.functions ?? {}));
  const engine = createStepFunctions({
    ports: {
      invokeLambda: (arn, payload) => invoke(functions.get(nameOf(arn)), payload, clock),
      readObject: async (bucket, key) => {
        const body = objects.get(`${bucket}/${key}`);
        if (options.readsHang === true) return new Promise(() => undefined);
        return body === undefined ? undefined : chunksOf(body);
      },
      listObjects: (bucket, prefix) => list(objects, bucket, prefix),
      writeObject: async (bucket, key, body) => {
        objects.set(`${bucket}/${key}`, Buffer.from(body).toString('utf8'));
      },
    },
    clock,
    databaseFile: options.databaseFile ?? ':memory:',
    region: 'us-east-1',
    accountId: '111111111111',
    rng: () => 0.5,
  });
  return { engine, clock, objects, functions };
}

function nameOf(arn: string): string {
  return arn.startsWith('arn:') ? (arn.split(':')[6] ?? '') : arn;
}

async function invoke(
  found: FakeFunction | undefined,
  payload: Json,
  clock: EngineClock,
): Promise<LambdaAnswer | undefined> {
  if (found === undefined) return undefined;
  try {
    return { ok: true, payload: await found(payload, clock) };
  } catch (error) {
    const { name, message } = error as Error;
    return { ok: false, errorType: name, errorMessage: message };
  }
}

/** Small chunks, cut anywhere, also inside a character. */
async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 1_009) yield bytes.subarray(at, at + 1_009);
}

async function* list(objects: Map<string, string>, bucket: string, prefix: string) {
  for (const [path, body] of [...objects].sort()) {
    if (!path.startsWith(`${bucket}/${prefix}`)) continue;
    const Key = path.slice(bucket.length + 1);
    yield { Key, Size: body.length, Etag: '"etag"', LastModified: 0, StorageClass: 'STANDARD' };
  }
}
