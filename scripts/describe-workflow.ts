import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OBJECT_RULES, WORKFLOWS, type WorkflowName } from '../manifest.ts';
import { FUNCTIONS } from '../manifest-functions.ts';
import { drawWorkflow, plainCondition } from './draw-workflow.ts';
import {
  type AslState,
  allStates,
  functionOf,
  readWorkflow,
  WORKFLOW_NAMES,
  workflowOf,
} from './workflow-file.ts';

const root = join(import.meta.dirname, '..');

/** The first sentence of what a function's handler says of itself. */
function docstringOf(name: string): string {
  const text = readFileSync(join(root, 'functions', name, 'handler.ts'), 'utf8');
  const [, comment = ''] =
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export const handler/.exec(text) ?? [];
  const words = comment
    .replace(/^\s*\* ?/gm, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return /^.*?\.(?=\s|$)/.exec(words)?.[0] ?? words;
}

function whatOf(state: AslState): string {
  if (state.Comment !== undefined) return state.Comment;
  const runs = functionOf(state);
  if (runs !== undefined) return docstringOf(runs);
  switch (state.Type) {
    case 'Choice': {
      const choices = (state.Choices ?? []).map(
        ({ Condition, Next }) => `\`${plainCondition(Condition)}\`: ${Next}`,
      );
      return [...choices, `else: ${state.Default ?? 'fails'}`].join(' · ');
    }
    case 'Succeed':
      return 'Ends well.';
    case 'Fail':
      return `Ends as failed: \`${state.Error ?? ''}\`. ${state.Cause ?? ''}`;
    default:
      return '';
  }
}

function runsOf(state: AslState): string {
  const runs = functionOf(state);
  if (runs !== undefined) return `[${runs}](../../functions/${runs}/handler.ts)`;
  const starts = workflowOf(state);
  return starts === undefined ? '' : `[${starts}](${starts}.md)`;
}

const UNITS = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const;

/** `900` is `15 minutes`: the largest unit that divides. */
function durationOf(seconds: number): string {
  for (const [size, unit] of UNITS) {
    const count = seconds / size;
    if (Number.isInteger(count)) return `${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  return `${seconds} seconds`;
}

function startersOf(name: WorkflowName): string {
  const objects = OBJECT_RULES.filter(({ starts }) => starts === name).map(
    ({ bucket, prefix }) => `an object under \`${prefix}\` of the ${bucket} bucket`,
  );
  const functions = FUNCTIONS.filter(({ uses }) => uses.includes(`workflow:start:${name}`)).map(
    (spec) => `the function \`${spec.name}\``,
  );
  const workflows = WORKFLOW_NAMES.filter((other) =>
    allStates(readWorkflow(other)).some(([, state]) => workflowOf(state) === name),
  ).map((other) => `the workflow [${other}](${other}.md)`);
  return [...objects, ...functions, ...workflows].join(', ');
}

/** A block of Markdown that shows a workflow's picture. */
export const pictureOf = (name: WorkflowName): string =>
  `\`\`\`mermaid\n${drawWorkflow(readWorkflow(name))}\`\`\`\n`;

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The page about a workflow: what it is for, its picture, and a line for each state. */
export function describeWorkflow(name: WorkflowName): string {
  const workflow = readWorkflow(name);
  const type = WORKFLOWS.find((spec) => spec.name === name)?.type ?? '';
  const rows = allStates(workflow).map(
    ([state, spec]) => `| ${cell(state)} | ${cell(whatOf(spec))} | ${runsOf(spec)} |\n`,
  );
  return [
    `<!-- Made by \`npm run diagrams\` from statemachines/${name}.asl.json: edit that file. -->\n\n`,
    `# ${name}\n\n${workflow.Comment}\n\n`,
    `${type}, at most ${durationOf(workflow.TimeoutSeconds)}. Started by ${startersOf(name)}.\n\n`,
    `${pictureOf(name)}\n`,
    '| state | what | runs |\n| --- | --- | --- |\n',
    ...rows,
  ].join('');
}
