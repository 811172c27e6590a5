import { randomInt } from 'node:crypto';
import { type Challenge, createChallenge, type Payload, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import * as z from 'zod/mini';
import { CHALLENGE_SECONDS, type ChallengeFault, COST } from '../domain/invite/challenge.ts';
import { TOKEN_SKEW_MS } from '../domain/invite/clock-skew.ts';
import type { Mac } from '../domain/invite/mac.ts';
import { takeTurn } from './once.ts';

/** A proof of work that is asked for; the page's script solves it, and the post brings it with its solution. */
export type AskedChallenge = Challenge;

const hex = (octets: Uint8Array | undefined): string => {
  if (!octets) throw new Error('the installation has no current key');
  return Buffer.from(octets).toString('hex');
};

const secretsOf = (mac: Mac) => ({
  hmacSignatureSecret: hex(mac('challenge', 'parameters')),
  hmacKeySignatureSecret: hex(mac('challenge', 'key')),
});

/** What a challenge is bound to: its events and its address, by a hash that names neither. */
const boundTo = (mac: Mac, about: string): string => hex(mac('challenge', about)).slice(0, 32);

/**
 * Makes a challenge for one post.
 *
 * @param about the events and the address of the post
 * @param tries that a solver needs on average; the counter lies anywhere up to twice as far
 */
export function makeChallenge(
  mac: Mac,
  about: string,
  tries: number,
  now: Date,
): Promise<AskedChallenge> {
  return createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: COST,
    counter: randomInt(Math.ceil(tries / 2), tries + Math.ceil(tries / 2)),
    data: { for: boundTo(mac, about) },
    deriveKey,
    expiresAt: new Date(now.getTime() + CHALLENGE_SECONDS * 1_000 + TOKEN_SKEW_MS),
    ...secretsOf(mac),
  });
}

const Solved = z.object({
  challenge: z.object({
    parameters: z.looseObject({
      expiresAt: z.int(),
      data: z.object({ for: z.string() }),
    }),
    signature: z.string(),
  }),
  solution: z.looseObject({ counter: z.int(), derivedKey: z.string() }),
});

const MAX_TEXT = 4_000;

function read(text: string): (Payload & z.output<typeof Solved>) | undefined {
  if (text.length > MAX_TEXT) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
    return Solved.safeParse(value).success
      ? (value as Payload & z.output<typeof Solved>)
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What is wrong with a solved challenge; undefined for one that is good, which is used up then.
 *
 * @param text base64 of `{ challenge, solution }`
 */
export async function judgeSolved(
  mac: Mac,
  about: string,
  text: string,
  now: Date,
): Promise<ChallengeFault | undefined> {
  if (text === '') return 'challenge_missing';
  const solved = read(text);
  if (!solved) return 'challenge_wrong';
  const { challenge, solution } = solved;
  const result = await verifySolution({ challenge, solution, deriveKey, ...secretsOf(mac) });
  if (result.expired) return 'challenge_expired';
  if (!result.verified) return 'challenge_wrong';
  if (challenge.parameters.expiresAt * 1_000 <= now.getTime()) return 'challenge_expired';
  if (challenge.parameters.data.for !== boundTo(mac, about)) return 'challenge_other';
  const isFirst = await takeTurn(
    `challenge#${challenge.signature}`,
    now.getTime(),
    2 * CHALLENGE_SECONDS,
  );
  return isFirst ? undefined : 'challenge_used';
}
