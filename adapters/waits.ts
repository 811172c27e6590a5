import { optionalSetting } from './environment.ts';
import { silenceSeconds } from './silence.ts';

/** How long a run waits for SES's words about its first thousand mails: most bounces come within minutes. */
export const brakeSeconds = (): number => Number(optionalSetting('BRAKE_SECONDS') || 600);

/** How often a run that waits for the account's quota looks whether there is some. */
export const quotaSeconds = (): number => Number(optionalSetting('QUOTA_SECONDS') || 3_600);

/**
 * How long an erasure waits between two passes: by then every mail that was under way is settled, and every step that had
 * read the guest before, and writes what it read into an object, has ended.
 */
export const erasureSeconds = (): number =>
  Math.max(silenceSeconds(), Number(optionalSetting('ERASE_SECONDS') || 960));
