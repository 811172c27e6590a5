/**
 * The part of the manifest that only `lib/` reads: what the embedded stack has no use for.
 */
import type { EnvironmentKey } from './manifest-environment.ts';

/** A whole number that the owner of an installation decides. */
export type SettingSpec = Readonly<{
  /** Its name in the configuration. */
  name: string;
  /** Its key in the environment. */
  key: EnvironmentKey;
  unit: 'seconds' | 'days' | 'mails';
  min: number;
  max: number;
  default: number;
}>;

/**
 * What a function that writes rows may delete, by partition key: the API's record of a request that
 * failed, turns that were taken and given back, sessions that end, mails that wait no more, and webhooks with what they
 * wait for. (A batch write may delete too: IAM does not tell it from a put.)
 */
export const DELETABLE_KEYS = [
  'IDEMPOTENCY#*',
  'ONCE#*',
  'SESSION#*',
  'TURN#*',
  'WAIT#*',
  'HOOKS',
  'HOOKDUE#*',
] as const;

/** Every number that the owner of an installation decides. */
export const SETTINGS: readonly SettingSpec[] = [
  {
    name: 'silenceSeconds',
    key: 'SILENCE_SECONDS',
    unit: 'seconds',
    min: 60,
    max: 86_400,
    default: 1_800,
  },
  { name: 'holdSeconds', key: 'HOLD_SECONDS', unit: 'seconds', min: 0, max: 86_400, default: 60 },
  {
    name: 'brakeSeconds',
    key: 'BRAKE_SECONDS',
    unit: 'seconds',
    min: 60,
    max: 86_400,
    default: 600,
  },
  {
    name: 'quotaSeconds',
    key: 'QUOTA_SECONDS',
    unit: 'seconds',
    min: 600,
    max: 86_400,
    default: 3_600,
  },
  {
    name: 'newOrganizerPerDay',
    key: 'NEW_ORGANIZER_PER_DAY',
    unit: 'mails',
    min: 0,
    max: 1_000_000,
    default: 50,
  },
  {
    name: 'newOrganizerDays',
    key: 'NEW_ORGANIZER_DAYS',
    unit: 'days',
    min: 1,
    max: 365,
    default: 7,
  },
];
