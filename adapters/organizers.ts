import { optionalSetting } from './environment.ts';

/**
 * True when the domain owner lets this address create events. `ORGANIZERS` is a list of addresses and
 * `*@domain`, separated by commas; `*` is everybody whose mail is authenticated.
 */
export function isEnrolled(address: string): boolean {
  const domain = address.slice(address.lastIndexOf('@'));
  return optionalSetting('ORGANIZERS')
    .toLowerCase()
    .split(',')
    .map((entry) => entry.trim())
    .some((entry) => entry === '*' || entry === address || entry === `*${domain}`);
}
