/** One thing that is checked: what a person calls it, and the npm command that does it. */
export type Step = Readonly<{ name: string; npm: readonly string[] }>;

/** What `npm run check` does, the quick ones first: a typing error is told in two seconds. */
export const STEPS: readonly Step[] = [
  { name: 'types', npm: ['run', 'typecheck'] },
  { name: 'dashboard types', npm: ['run', 'typecheck:dashboard'] },
  { name: 'format and lint', npm: ['run', 'lint'] },
  { name: 'workflow files', npm: ['run', 'lint:asl'] },
  { name: 'pictures', npm: ['run', 'diagrams', '--', '--check'] },
  { name: 'tests', npm: ['test'] },
  { name: 'synth', npm: ['run', 'synth'] },
];

/** What became of a step. `code` is its exit code; absent: it did not come to its turn. */
export type StepResult = Readonly<{ step: Step; code?: number; seconds?: number }>;

/** The command that does one step alone. */
export const commandOf = ({ npm }: Step): string => ['npm', ...npm].join(' ');

/**
 * Does the steps one after the other up to the first that fails.
 *
 * @param run gives the exit code of a step
 * @param now milliseconds of any clock that only goes forward
 */
export async function runSteps(
  steps: readonly Step[],
  run: (step: Step) => Promise<number>,
  now: () => number,
): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  let isBroken = false;
  for (const step of steps) {
    if (isBroken) {
      results.push({ step });
      continue;
    }
    const began = now();
    const code = await run(step);
    results.push({ step, code, seconds: (now() - began) / 1_000 });
    isBroken = code !== 0;
  }
  return results;
}

const verdictOf = ({ code }: StepResult): string => {
  if (code === undefined) return 'not run';
  return code === 0 ? 'ok' : `failed (${code})`;
};

/** The table of results, and what to run where one failed. */
export function tableOf(results: readonly StepResult[]): string {
  const width = Math.max(...results.map(({ step }) => step.name.length));
  const lines = results.map((result) => {
    const seconds = result.seconds === undefined ? '' : `${result.seconds.toFixed(1)} s`;
    return `${result.step.name.padEnd(width)}  ${seconds.padStart(8)}  ${verdictOf(result)}\n`;
  });
  const failed = results.find(({ code }) => code !== undefined && code !== 0);
  const hint = failed ? `\nTo see «${failed.step.name}» alone: ${commandOf(failed.step)}\n` : '';
  return `\n${lines.join('')}${hint}`;
}

/** The exit code of the whole: that of the step that failed. */
export const exitCodeOf = (results: readonly StepResult[]): number =>
  results.find(({ code }) => code !== undefined && code !== 0)?.code ?? 0;
