/** The frozen recipients of a run: JSON lines of `AudienceRow`. */
export const audienceObject = (runId: string): string => `runs/${runId}/audience.jsonl`;

/**
 * The ranges that pass `pass` of a run hands out: JSON lines of `AudienceRange`. The first pass hands
 * out all of them, a later one those that are still open.
 */
export const manifestObject = (runId: string, pass: number): string =>
  `runs/${runId}/manifest-${pass}.jsonl`;
