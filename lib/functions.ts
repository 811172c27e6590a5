import { join } from 'node:path';
import { Construct } from 'constructs';
import { type EnvironmentKey, FUNCTIONS } from '../manifest.ts';
import { type Resources, statementsFor } from './access.ts';
import { LambdaFunction } from './lambda-function.ts';
import { pascal } from './names.ts';
import { InvalidManifest } from './problems.ts';

const FOLDER = join(import.meta.dirname, '..', 'functions');

/** The functions of the manifest, each with the permissions that its `uses` stand for. */
export class Functions extends Construct {
  private readonly byName: ReadonlyMap<string, LambdaFunction>;

  constructor(
    scope: Construct,
    id: string,
    props: Readonly<{
      resources: Resources;
      environment: Readonly<Record<EnvironmentKey, string>>;
    }>,
  ) {
    super(scope, id);
    this.byName = new Map(
      FUNCTIONS.map(({ name, uses, timeoutSeconds, memoryMb }) => [
        name,
        new LambdaFunction(this, pascal(name), {
          name,
          entry: join(FOLDER, name, 'handler.ts'),
          timeoutSeconds,
          memoryMb,
          environment: props.environment,
          statements: uses.flatMap((use) => statementsFor(this, use, props.resources)),
        }),
      ]),
    );
  }

  /** The function of that name. @throws InvalidManifest when there is none */
  get(name: string): LambdaFunction {
    const found = this.byName.get(name);
    if (!found) throw new InvalidManifest([`The manifest has no function «${name}».`]);
    return found;
  }
}
