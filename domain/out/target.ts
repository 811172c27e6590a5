import ipaddr from 'ipaddr.js';

/**
 * True for an address of the public Internet. Loopback, private, link-local, shared, multicast, documentation and
 * translation ranges are not: a webhook must not reach into the network of whoever sends it (SSRF).
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  // ::ffff:127.0.0.1 is 127.0.0.1.
  return ipaddr.process(text).range() === 'unicast';
}

/** True for this very machine. */
export const isLoopback = (text: string): boolean =>
  ipaddr.isValid(text) && ipaddr.process(text).range() === 'loopback';

/** Whether a resolved address may be connected to. */
export const isReachable = (address: string, allowsLoopback: boolean): boolean =>
  isPublicAddress(address) || (allowsLoopback && isLoopback(address));

/** The IP address that a URL names instead of a host; undefined for a name. */
export function literalOf({ hostname }: URL): string | undefined {
  const text = hostname.replace(/^\[(.*)\]$/, '$1');
  return ipaddr.isValid(text) ? text : undefined;
}

/**
 * Why a webhook may not go to a URL, as the end of a sentence; undefined where it may.
 *
 * @param allowsLoopback also takes http://127.0.0.1: for the embedded stack
 */
export function refusalOfUrl(text: string, allowsLoopback: boolean): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || text.length > 2_000) return 'give a URL of at most 2,000 characters';
  if (url.username || url.password) return 'leave user and password out of the URL';
  if (url.hash) return 'leave the fragment out of the URL';
  const literal = literalOf(url);
  const isOwn = allowsLoopback && literal !== undefined && isLoopback(literal);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isOwn)) return 'it must be https';
  if (literal !== undefined && !isReachable(literal, allowsLoopback)) {
    return 'the address is not public';
  }
  return undefined;
}
