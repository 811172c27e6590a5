import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKFLOWS, type WorkflowName } from '../manifest.ts';
import { FUNCTIONS } from '../manifest-functions.ts';
import type { StepFunctions, WorkflowSource } from './engine/contract.ts';
import { functionArn } from './function-runtime.ts';

const folder = join(import.meta.dirname, '..', 'statemachines');

const pascal = (name: string): string =>
  name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

/** A workflow file names something that the manifest does not have. */
export class UnknownPlaceholder extends Error {
  override readonly name = 'UnknownPlaceholder';
}

/** The ARN that a workflow has in the embedded stack. */
export const workflowArn = (name: WorkflowName): string =>
  `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;

/** What every `${Placeholder}` of the workflow files stands for here. */
export function substitutions(
  buckets: Readonly<{ mail: string; data: string }>,
): Map<string, string> {
  return new Map([
    ...FUNCTIONS.map(({ name }) => [pascal(name), functionArn(name)] as const),
    ...WORKFLOWS.map(({ name }) => [`${pascal(name)}Workflow`, workflowArn(name)] as const),
    ['MailBucket', buckets.mail],
    ['DataBucket', buckets.data],
  ]);
}

/** The manifest's workflows, every placeholder replaced. @throws UnknownPlaceholder */
export function readWorkflows(values: ReadonlyMap<string, string>): readonly WorkflowSource[] {
  return WORKFLOWS.map(({ name, type }) => {
    const text = readFileSync(join(folder, `${name}.asl.json`), 'utf8');
    const definition = text.replace(/\$\{(\w+)\}/g, (_, placeholder: string) => {
      const value = values.get(placeholder);
      if (value === undefined) throw new UnknownPlaceholder(`${name} names \${${placeholder}}`);
      return value;
    });
    return { name, type, definition };
  });
}

/** Loads the manifest's workflows. @throws UnsupportedWorkflow, UnknownPlaceholder */
export function loadWorkflows(engine: StepFunctions, values: ReadonlyMap<string, string>): void {
  for (const source of readWorkflows(values)) engine.load(source);
}
