import { optionalSetting } from './environment.ts';

/** SES's Delivery event usually comes within seconds; half an hour covers a bad day (security.md 2.2). */
const DEFAULT_SECONDS = 1_800;

/** How long an ambiguous send waits for SES's word before the mail goes out once more. */
export const silenceSeconds = (): number =>
  Number(optionalSetting('SILENCE_SECONDS') || DEFAULT_SECONDS);
