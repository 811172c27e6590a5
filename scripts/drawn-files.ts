import type { WorkflowName } from '../manifest.ts';
import { describeWorkflow, pictureOf } from './describe-workflow.ts';
import { WORKFLOW_NAMES } from './workflow-file.ts';

const MARKED = /(<!-- diagram:([\w-]+) -->\n)[\s\S]*?(<!-- \/diagram:\2 -->)/g;

const isWorkflow = (name: string): name is WorkflowName =>
  WORKFLOW_NAMES.some((known) => known === name);

/** A README with every marked picture drawn anew. @throws when a mark names no workflow */
export function drawInto(readme: string): string {
  return readme.replace(MARKED, (_, open: string, name: string, close: string) => {
    if (!isWorkflow(name)) throw new Error(`README.md marks a workflow «${name}»: there is none`);
    return `${open}\n${pictureOf(name)}\n${close}`;
  });
}

/**
 * The files that are not what the workflow files make of them, with the text that they should have.
 *
 * @param read the text of a file by its path from the root, undefined where there is none
 */
export function staleFiles(
  read: (path: string) => string | undefined,
): ReadonlyMap<string, string> {
  const readme = read('README.md');
  const wanted = new Map<string, string>([
    ...WORKFLOW_NAMES.map((name) => [`docs/workflows/${name}.md`, describeWorkflow(name)] as const),
    ...(readme === undefined ? [] : [['README.md', drawInto(readme)] as const]),
  ]);
  return new Map([...wanted].filter(([path, text]) => read(path) !== text));
}
