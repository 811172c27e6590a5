import type { EnvironmentKey } from '../manifest-environment.ts';

/**
 * The value of one setting of the function.
 *
 * @throws MissingSetting at the first use, with the name of the setting
 */
export function setting(name: EnvironmentKey): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new MissingSetting(name);
  return value;
}

/** The same for a setting that may be empty. */
export function optionalSetting(name: EnvironmentKey): string {
  return process.env[name] ?? '';
}

/**
 * True where the SDK's own settings name another endpoint than AWS's. Such an endpoint is one host: the prefix that some
 * operations put before it (`sync-` of StartSyncExecution) would name another.
 */
export const hasOwnEndpoint = (): boolean =>
  (process.env.AWS_ENDPOINT_URL_SFN ?? process.env.AWS_ENDPOINT_URL) !== undefined;

/** A function was deployed without one of its settings. */
export class MissingSetting extends Error {
  override readonly name = 'MissingSetting';
  constructor(setting: EnvironmentKey) {
    super(`the environment has no ${setting}`);
  }
}
