import { type AslFlow, type AslState, type Exit, exitsOf, workflowOf } from './workflow-file.ts';

/** The two ends of Mermaid's notation for the shape of a node. */
const SHAPES: Readonly<Record<AslState['Type'], readonly [string, string]>> = {
  Task: ['["', '"]'],
  Choice: ['{"', '"}'],
  Wait: ['{{"', '"}}'],
  Pass: ['["', '"]'],
  Map: ['["', '"]'],
  Parallel: ['["', '"]'],
  Succeed: ['(["', '"])'],
  Fail: ['(["', '"])'],
};

/** Mermaid reads `"` as the end of a label and `#` as the beginning of an entity. */
const quote = (text: string): string => text.replaceAll('#', '#35;').replaceAll('"', '#quot;');

/** What a condition asks, without the notation: `{% $states.input.done %}` is `done`. */
export const plainCondition = (condition: string): string =>
  condition
    .replace(/^\{%\s*|\s*%\}$/g, '')
    .replace(/\$states\.input\./g, '')
    .replace(/\$(?=\w)/g, '');

const labelOf = ({ kind, label }: Exit): string | undefined => {
  switch (kind) {
    case 'then':
      return undefined;
    case 'if':
      return plainCondition(label);
    case 'else':
      return 'else';
    case 'catch':
      return label === 'States.ALL' ? 'any error' : label;
    default:
      return kind satisfies never;
  }
};

function nodeOf(id: string, name: string, state: AslState): string {
  const [open, close] = workflowOf(state) ? ['[["', '"]]'] : SHAPES[state.Type];
  const failed = state.Type === 'Fail' ? ':::failed' : '';
  return `${id}${open}${quote(name)}${close}${failed}`;
}

function edgeOf(from: string, to: string, exit: Exit): string {
  const arrow = exit.kind === 'catch' ? '-.->' : '-->';
  const label = labelOf(exit);
  return `${from} ${arrow}${label === undefined ? '' : `|"${quote(label)}"|`} ${to}`;
}

/** The lines of one flow; a Map's own flow is a box in it. Ids are `s1`, `s2`, … in the file's order. */
function linesOf(flow: AslFlow, prefix: string): readonly string[] {
  const names = Object.keys(flow.States);
  const idOf = (name: string): string => `${prefix}${names.indexOf(name) + 1}`;
  const lines = Object.entries(flow.States).flatMap(([name, state]) => {
    const id = idOf(name);
    if (!state.ItemProcessor) return [nodeOf(id, name, state)];
    const inner = linesOf(state.ItemProcessor, `${id}_`).map((line) => `  ${line}`);
    return [`subgraph ${id}["${quote(name)}"]`, ...inner, 'end'];
  });
  const edges = Object.entries(flow.States).flatMap(([name, state]) =>
    exitsOf(state).map((exit) => edgeOf(idOf(name), idOf(exit.to), exit)),
  );
  return [...lines, ...edges];
}

/** The Mermaid flowchart of a workflow, the same for the same file. */
export function drawWorkflow(workflow: AslFlow): string {
  const first = Object.keys(workflow.States).indexOf(workflow.StartAt) + 1;
  const lines = [
    `start((" ")) --> s${first}`,
    ...linesOf(workflow, 's'),
    ...(Object.values(workflow.States).some(({ Type }) => Type === 'Fail')
      ? ['classDef failed stroke-dasharray: 4 3']
      : []),
  ];
  return `flowchart TD\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
