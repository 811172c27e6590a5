import { CliError } from './cli-error.ts';

/** Options of a command that takes a time. */
export type TimeOptions = Readonly<{ at?: string; zone?: string }>;

/** When a run starts, as the API takes it. */
export type SendTime = Readonly<{ at: string; timeZone?: string }>;

const LOCAL = /^(\d{4}-\d{2}-\d{2})[T ](\d{1,2}:\d{2}(?::\d{2})?)$/;

/** What `--at` takes, for its help. */
export const AT_HELP =
  "local time with --zone, '2026-12-01 09:00', or an instant, 2026-12-01T09:00:00Z";

/**
 * The time of `--at` and `--zone`; undefined where neither is given.
 *
 * @throws CliError as {@link readTime} does, and for a zone alone
 */
export function readSendTime({ at, zone }: TimeOptions): SendTime | undefined {
  if (at !== undefined) return readTime(at, zone);
  if (zone === undefined) return undefined;
  throw new CliError('usage', '--zone says nothing without --at.', `Add --at: ${AT_HELP}.`);
}

/**
 * A time as people type it, as the API takes it; whether it can be is for the API to say.
 *
 * @throws CliError for a local time without a zone: the one of this machine may not be the guests'
 */
export function readTime(at: string, zone: string | undefined): SendTime {
  const local = LOCAL.exec(at.trim());
  const text = local ? `${local[1]}T${(local[2] ?? '').replace(/^\d:/, '0$&')}` : at.trim();
  if (zone !== undefined) return { at: text, timeZone: zone };
  if (!local) return { at: text };
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  throw new CliError('usage', `«${at}» has no time zone.`, `Add one, such as --zone ${own}.`);
}
