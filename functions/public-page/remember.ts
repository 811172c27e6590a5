import { setting } from '../../adapters/environment.ts';
import { readAddress } from '../../domain/identity/address.ts';

/** For readers of mails that bring no address. Only ours can read it, and no page shows it in full. */
const NAME = 'convoke-address';
const MAX_AGE = 180 * 86_400;

/** The address that this device was asked to remember. */
export function rememberedAddress(cookies: readonly string[]): string | undefined {
  const cookie = cookies.find((each) => each.startsWith(`${NAME}=`));
  if (cookie === undefined) return undefined;
  return readAddress(Buffer.from(cookie.slice(NAME.length + 1), 'base64url').toString('utf8'));
}

/** The field that makes a browser remember an address, for the pages behind buttons alone. */
export function remember(address: string): Readonly<Record<string, string>> {
  const value = Buffer.from(address).toString('base64url');
  const secure = setting('PUBLIC_URL').startsWith('https:') ? '; Secure' : '';
  const cookie = `${NAME}=${value}; Path=/i/; Max-Age=${MAX_AGE}; HttpOnly; SameSite=Lax${secure}`;
  return { 'set-cookie': cookie };
}
