import { optionalSetting } from './environment.ts';

/** Long enough for a second thought, short enough that nobody waits for it. */
const DEFAULT_SECONDS = 60;

/** How long a change waits before it goes to the guests, so that quick edits make one mail. */
export const holdSeconds = (): number => {
  const text = optionalSetting('HOLD_SECONDS');
  return text === '' ? DEFAULT_SECONDS : Number(text);
};
