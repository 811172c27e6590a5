import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  LogLevel,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { WorkflowSpec } from '../manifest.ts';
import { permissionsOf } from './asl-permissions.ts';
import { problemsOf } from './asl-rules.ts';
import { nameOf, workflowArn } from './names.ts';
import { InvalidWorkflow } from './problems.ts';
import { placeholdersOf, statesOf, substitute, type WorkflowFile } from './workflow-file.ts';

/** What a workflow of ours is made of. */
export type AslStateMachineProps = Readonly<{
  spec: WorkflowSpec;
  file: WorkflowFile;
  /** What each `${Placeholder}` of the file stands for: these and no others. */
  substitutions: Readonly<Record<string, string>>;
  /** Seconds that the function behind a placeholder may take; undefined for other things. */
  functionSeconds: (placeholder: string) => number | undefined;
  /** How long the log of EXPRESS executions is kept. */
  logDays: number;
}>;

/**
 * A state machine from a workflow file: judged by the house's rules, its placeholders checked both
 * ways, its permissions derived from what its states call.
 *
 * The definition goes into the template as text. CDK's `fromFile` would hide it in an asset, and gives
 * no permission at all, not even a Distributed Map's to start itself (aws.md 5).
 *
 * @throws InvalidWorkflow with everything that is wrong
 */
export class AslStateMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: AslStateMachineProps) {
    super(scope, id);
    const { spec, file, substitutions } = props;
    const { statements, problems } = permissionsOf(file.definition, {
      scope: this,
      self: workflowArn(this, spec.name),
      type: spec.type,
      resolve: (text) => substitute(text, substitutions),
    });
    const wrong = [
      ...problemsOf(file, { type: spec.type, functionSeconds: props.functionSeconds }),
      ...[...placeholderProblems(file, substitutions), ...problems].map(
        (problem) => `${file.name}.asl.json: ${problem}.`,
      ),
    ];
    if (wrong.length > 0) throw new InvalidWorkflow(wrong);
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: nameOf(this, spec.name),
      stateMachineType: StateMachineType[spec.type],
      definitionBody: DefinitionBody.fromString(file.text),
      definitionSubstitutions: { ...substitutions },
      tracingEnabled: true,
      ...(runsExpress(props) && {
        logs: {
          destination: this.log(spec.name, props.logDays),
          level: LogLevel.ERROR,
          includeExecutionData: false,
        },
      }),
    });
    for (const statement of statements) this.machine.addToRolePolicy(statement);
  }

  /** Under this prefix a log's name does not lengthen the account's one log policy (aws.md 1.6). */
  private log(name: string, retention: number): LogGroup {
    return new LogGroup(this, 'Log', {
      logGroupName: `/aws/vendedlogs/states/${nameOf(this, name)}`,
      retention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}

/** EXPRESS executions leave no history but the log's, those of a Map among them. */
const runsExpress = ({ spec, file }: AslStateMachineProps): boolean =>
  [...statesOf(file.definition, spec.type)].some(({ execution }) => execution === 'EXPRESS');

function* placeholderProblems(
  file: WorkflowFile,
  substitutions: Readonly<Record<string, string>>,
): Generator<string> {
  const named = placeholdersOf(file.text);
  for (const name of named) {
    if (substitutions[name] === undefined) yield `\${${name}} stands for nothing`;
  }
  for (const name of Object.keys(substitutions)) {
    if (!named.includes(name)) yield `\${${name}} has a value and is not used`;
  }
}
