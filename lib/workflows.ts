import { Construct } from 'constructs';
import { WORKFLOWS, type WorkflowName } from '../manifest.ts';
import { FUNCTIONS } from '../manifest-functions.ts';
import { AslStateMachine } from './asl-state-machine.ts';
import type { Functions } from './functions.ts';
import { pascal, workflowArn } from './names.ts';
import { InvalidManifest } from './problems.ts';
import type { Store } from './store.ts';
import { placeholdersOf, readWorkflowFile, type WorkflowFile } from './workflow-file.ts';

/** The workflows of the manifest, every placeholder of their files replaced. */
export class Workflows extends Construct {
  private readonly byName: ReadonlyMap<WorkflowName, AslStateMachine>;

  /** @throws InvalidWorkflow for a file that breaks a rule or names what the manifest does not have */
  constructor(
    scope: Construct,
    id: string,
    props: Readonly<{ functions: Functions; store: Store; logDays: number }>,
  ) {
    super(scope, id);
    const meanings = this.meanings(props.functions, props.store);
    this.byName = new Map(
      WORKFLOWS.map((spec) => {
        const file = readWorkflowFile(spec.name);
        const substitutions = valuesFor(file, meanings);
        const machine = new AslStateMachine(this, pascal(spec.name), {
          spec,
          file,
          substitutions,
          functionSeconds,
          logDays: props.logDays,
        });
        return [spec.name, machine];
      }),
    );
  }

  /** Every state machine, by its name in the manifest. */
  get all(): ReadonlyMap<string, AslStateMachine['machine']> {
    return new Map([...this.byName].map(([name, { machine }]) => [name, machine]));
  }

  /** The state machine of that name. */
  get(name: WorkflowName): AslStateMachine['machine'] {
    const found = this.byName.get(name);
    if (!found) throw new InvalidManifest([`The manifest has no workflow «${name}».`]);
    return found.machine;
  }

  /** What a `${Placeholder}` may stand for; the embedded stack gives them the same names. */
  private meanings(functions: Functions, { buckets }: Store): ReadonlyMap<string, string> {
    return new Map([
      ...FUNCTIONS.map(({ name }) => [pascal(name), functions.get(name).functionArn] as const),
      ...WORKFLOWS.map(({ name }) => [`${pascal(name)}Workflow`, workflowArn(this, name)] as const),
      ['MailBucket', buckets.mail.bucketName],
      ['DataBucket', buckets.data.bucketName],
    ]);
  }
}

/** The meanings that a file asks for; one that it does not know stays out, and the file is refused. */
const valuesFor = (
  file: WorkflowFile,
  meanings: ReadonlyMap<string, string>,
): Record<string, string> =>
  Object.fromEntries(
    placeholdersOf(file.text).flatMap((name) => {
      const value = meanings.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );

const functionSeconds = (placeholder: string): number | undefined =>
  FUNCTIONS.find(({ name }) => pascal(name) === placeholder)?.timeoutSeconds;
