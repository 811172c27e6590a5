import { Construct } from 'constructs';
import { QUEUES, SCHEDULES } from '../manifest.ts';
import { FUNCTIONS } from '../manifest-functions.ts';
import { PAGES } from '../manifest-pages.ts';
import type { FunctionSpec } from '../manifest-uses.ts';
import { type Resources, statementsFor, tableStatements } from './access.ts';
import type { Bundles } from './bundles.ts';
import { LambdaFunction } from './lambda-function.ts';
import { pascal } from './names.ts';
import { InvalidManifest } from './problems.ts';

/** What the functions share. */
export type FunctionsProps = Readonly<{
  resources: Resources;
  bundles: Bundles;
  environment: Readonly<Record<string, string>>;
  logDays: number;
}>;

/** The functions of the manifest, each with the permissions that its `table` and `uses` stand for. */
export class Functions extends Construct {
  private readonly byName: ReadonlyMap<string, LambdaFunction>;

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    this.byName = new Map(
      FUNCTIONS.map(({ name, table, uses, timeoutSeconds, memoryMb }) => [
        name,
        new LambdaFunction(this, pascal(name), {
          name,
          code: props.bundles(name),
          timeoutSeconds,
          memoryMb,
          logDays: props.logDays,
          environment: props.environment,
          statements: [
            ...tableStatements(table, props.resources),
            ...uses.flatMap((use) => statementsFor(this, use, props.resources)),
          ],
        }),
      ]),
    );
  }

  /** The functions whose failure no workflow shows. */
  get outsideWorkflows(): readonly FunctionSpec[] {
    const called = new Set([
      'api',
      ...QUEUES.map(({ consumer }) => consumer),
      ...PAGES.map((page) => page.function),
      ...SCHEDULES.map(({ calls }) => calls),
    ]);
    return FUNCTIONS.filter(({ name }) => called.has(name));
  }

  /** The function of that name. @throws InvalidManifest when there is none */
  get(name: string): LambdaFunction {
    const found = this.byName.get(name);
    if (!found) throw new InvalidManifest([`The manifest has no function «${name}».`]);
    return found;
  }
}
