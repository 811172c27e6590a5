import { writeCsv } from '../list/write-csv.ts';
import type { FailReason } from './run.ts';

/** A guest to whom a run could not send. */
export type FailedGuest = Readonly<{
  guestKey: string;
  address: string;
  name?: string;
  reason: FailReason;
  /** ISO instant of the last try. */
  at: string;
}>;

/** The first line of an export; it can be uploaded again as a list. The mark makes Excel read it as UTF-8. */
export const FAILED_HEADING = `\ufeff${writeCsv([['email', 'name', 'reason', 'tried_at', 'guest_key']])}`;

/** The line of one guest; safe in a spreadsheet (security.md A97). */
export const failedLine = ({ address, name = '', reason, at, guestKey }: FailedGuest): string =>
  writeCsv([[address, name, reason, at, guestKey]]);
