/** The frozen recipients of a run: JSON lines of `AudienceRow`. */
export const audienceObject = (runId: string): string => `runs/${runId}/audience.jsonl`;

/**
 * The ranges that pass `pass` of a run hands out: JSON lines of `AudienceRange`. Pass 1 hands out all of them, a
 * later one those that are still open; pass 0, of a big list, comes first and hands out the first thousand guests.
 */
export const manifestObject = (runId: string, pass: number): string =>
  `runs/${runId}/manifest-${pass}.jsonl`;
