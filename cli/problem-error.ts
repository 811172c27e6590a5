import * as z from 'zod';
import { CliError } from './cli-error.ts';

/** RFC 9457, as the API answers every error. */
const ProblemDetails = z.object({ code: z.string(), title: z.string(), detail: z.string() });

/** What to do about a problem whose own detail does not say it. */
const WHAT_NOW: Readonly<Record<string, string>> = {
  key_missing: 'Start the stack again: it writes its key to endpoints.json.',
  key_invalid:
    'Check that --data names the folder of this stack, which holds the key, or CONVOKE_KEY.',
  key_ended: 'Make a new one: convoke keys create --scope send.',
  scope: 'Use a key that is good for it: convoke keys create --scope SCOPE makes one.',
  reach: 'Use a key of the whole installation, or leave it to the domain owner.',
  not_found: 'List what there is with «convoke events» or «convoke runs».',
  run_not_active: 'See where it stands with «convoke runs RUN».',
  not_scheduled: 'See where it stands with «convoke runs RUN».',
  not_redrivable: 'See where it stands with «convoke runs RUN».',
  list_not_staged: 'Wait until the list is read, then send again.',
  already_running: 'See how far it is with «convoke runs RUN».',
  changed_by_mail: 'Ask its organizer to change it; «convoke cancel EVENT» works for every event.',
  event_cancelled: 'Create a new event: convoke create FILE.',
  event_past: 'Nothing: nobody is reminded of an event that is over.',
  resent_lately: 'Wait for that; «convoke guests EVENT» shows what became of the last mail.',
  nudged_lately: 'Wait for that; «convoke runs» shows the last reminder.',
  renewed_lately: 'Wait for that; «convoke runs» shows how far it is.',
  version_changed:
    'Read it again («convoke history EVENT», «convoke runs RUN»), then decide again.',
  not_decidable: 'List those that wait with «convoke held».',
  event_blocked: 'Ask the domain owner, who can «convoke unblock EVENT».',
  organizer_blocked: 'Ask the domain owner, who can «convoke unblock ADDRESS».',
  invalid_email: 'Give one bare address, as in ada@example.com.',
  rate_limited: 'Wait for that long, then ask again.',
  not_liftable: 'Nothing: the guest can, with the link in any mail that they have.',
  nobody_to_test: 'Give other addresses; «convoke suppressions ADDRESS» says why not these.',
  tested_lately: 'Wait until tomorrow; «convoke preview EVENT» shows the mail and sends nothing.',
  list_in_use: 'Take the run back with «convoke unschedule RUN», then delete the list.',
  in_progress: 'Wait for that, then see what became of it with «convoke runs».',
  try_later: 'Try again in a minute.',
  internal: 'Try again; if it stays, read the log of the stack.',
};

/** The error of an answer that is none of success. */
export function toError(status: number, value: unknown): CliError {
  const problem = ProblemDetails.safeParse(value);
  if (!problem.success) {
    const whatNow = 'Check that "http" in endpoints.json is the address of the API.';
    return new CliError('bad_answer', `The API answered ${status} without a reason.`, whatNow);
  }
  const { code, title, detail } = problem.data;
  const whatNow = WHAT_NOW[code] ?? 'Correct that and try again; --help shows the command.';
  return new CliError(code, `${title}: ${detail}.`.replace(/\.\.$/, '.'), whatNow);
}
