import { CliError } from '../cli-error.ts';
import type { Asked } from './facts.ts';

/** Names of errors that every further question would meet too. */
const NO_CREDENTIALS = [
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'TokenRefreshRequired',
  'UnrecognizedClientException',
];

/** Errors of the network have a code, those of AWS a name. */
function nameOf(error: unknown): string {
  const { name = 'unknown', code } = error as Partial<NodeJS.ErrnoException>;
  return name === 'Error' && code !== undefined ? code : name;
}

/** The error that ends the command when AWS does not take the credentials; else undefined. */
function credentialsError(error: unknown): CliError | undefined {
  const name = nameOf(error);
  if (!NO_CREDENTIALS.includes(name)) return undefined;
  const whatNow = 'Log in («aws sso login»), or set AWS_PROFILE or AWS_ACCESS_KEY_ID.';
  const message = `AWS takes no credentials of yours: ${name}.`;
  return new CliError('no_credentials', message, whatNow, { cause: error });
}

/**
 * Asks AWS one thing.
 *
 * @param call the permission that it takes, e.g. `ses:GetAccount`
 * @throws CliError `no_credentials`
 */
export async function askAws<T>(call: string, question: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { known: true, value: await question() };
  } catch (error) {
    const fatal = credentialsError(error);
    if (fatal !== undefined) throw fatal;
    const name = nameOf(error);
    const whatNow = /AccessDenied|Unauthorized/.test(name)
      ? `Allow ${call} to your credentials.`
      : 'Check --region and the network, then try again.';
    return { known: false, why: `AWS answered ${name} to ${call}.`, whatNow };
  }
}
