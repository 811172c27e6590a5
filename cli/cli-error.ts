/** A command that could not be done: what happened, and what its user can do about it. */
export class CliError extends Error {
  override readonly name = 'CliError';
  /** Stable, for scripts: a code of the API, or one of the CLI's own. */
  readonly code: string;
  readonly whatNow: string;

  constructor(code: string, message: string, whatNow: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.whatNow = whatNow;
  }
}
