import { optionalSetting } from './environment.ts';

/** How long a run waits for SES's words about its first thousand mails: most bounces come within minutes. */
export const brakeSeconds = (): number => Number(optionalSetting('BRAKE_SECONDS') || 600);

/** How often a run that waits for the account's quota looks whether there is some. */
export const quotaSeconds = (): number => Number(optionalSetting('QUOTA_SECONDS') || 3_600);
