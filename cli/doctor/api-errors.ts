import type { CliError } from '../cli-error.ts';
import type { Installation } from './facts.ts';

/** What helps in the cloud, where the client of the API would speak of the embedded stack. */
const DEPLOYED: Readonly<Record<string, string>> = {
  unreachable: 'Check the output Url of the stack, and the network.',
  key_invalid: 'Set CONVOKE_API_KEY to a key of this installation.',
  key_missing: 'Set CONVOKE_API_KEY to a key of this installation.',
  scope: 'Set CONVOKE_API_KEY to a key that may send.',
  internal: 'Read the log of the function api in CloudWatch.',
};

/** What to do about an error of the API. */
export function whatNowOf({ code, whatNow }: CliError, { kind }: Installation): string {
  return (kind === 'deployed' ? DEPLOYED[code] : undefined) ?? whatNow;
}
