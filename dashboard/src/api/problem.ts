/** What the API answers when a request cannot be served (RFC 9457). */
export type ProblemBody = Readonly<{
  code: string;
  title: string;
  status: number;
  detail?: string;
}>;

/** A request that was not served. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: ProblemBody;
  constructor(problem: ProblemBody) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}
