import type { ApiKey } from '../api/types.ts';

/** Whether a key opens anything; `ending`: another replaces it, and it is good for a while yet. */
export type KeyState = 'good' | 'ending' | 'ended' | 'revoked';

/** The state of a key. @param now ISO instant, in UTC */
export function keyStateOf(
  { revokedAt, expiresAt }: Pick<ApiKey, 'revokedAt' | 'expiresAt'>,
  now: string,
): KeyState {
  if (revokedAt !== undefined) return 'revoked';
  if (expiresAt === undefined) return 'good';
  return expiresAt <= now ? 'ended' : 'ending';
}
