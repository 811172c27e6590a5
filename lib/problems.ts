/** The base of what stops a synthesis: one sentence for each thing to mend. */
abstract class Problems extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** `convoke.json`, or the cdk context `convoke`, cannot be used. */
export class InvalidConfiguration extends Problems {
  override readonly name = 'InvalidConfiguration';
}

/** A workflow file breaks a rule that every workflow keeps, or names what there is not. */
export class InvalidWorkflow extends Problems {
  override readonly name = 'InvalidWorkflow';
}

/** The manifest names what there is not, or something that nothing reaches. */
export class InvalidManifest extends Problems {
  override readonly name = 'InvalidManifest';
}

/** True for an error whose sentences are all that there is to say: no stack is needed. */
export const isProblems = (error: unknown): error is Error & Problems => error instanceof Problems;
