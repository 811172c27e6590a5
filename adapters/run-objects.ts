/**
 * The frozen recipients of a run: JSON lines of `AudienceRow`.
 *
 * @param run `audience` is the attempt at collecting them that counts; a run to one guest has but one
 */
export const audienceObject = ({
  runId,
  audience,
}: Readonly<{ runId: string; audience?: string }>): string =>
  audience === undefined
    ? `runs/${runId}/audience.jsonl`
    : `runs/${runId}/${audience}/audience.jsonl`;

/**
 * The ranges that pass `pass` of a run hands out: JSON lines of `AudienceRange`. Pass 1 hands out all of them, a
 * later one those that are still open; pass 0, of a big list, comes first and hands out the first thousand guests.
 */
export const manifestObject = (runId: string, pass: number): string =>
  `runs/${runId}/manifest-${pass}.jsonl`;
