import type { EnvironmentKey } from '../manifest.ts';

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

/** A function was deployed without one of its settings. */
export class MissingSetting extends Error {
  override readonly name = 'MissingSetting';
  constructor(setting: EnvironmentKey) {
    super(`the environment has no ${setting}`);
  }
}
