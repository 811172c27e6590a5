import { createHash } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { base32 } from '../domain/invite/base32.ts';
import { TOKEN_SKEW_MS } from '../domain/invite/clock-skew.ts';
import { equalInConstantTime } from '../domain/invite/constant-time.ts';
import { codeHashOf, guestKeyOf, signInIdOf } from '../domain/invite/keys.ts';
import { takeTurn } from './once.ts';
import { keys } from './secrets.ts';
import {
  assignment,
  getOne,
  type Item,
  isConditionFailure,
  put,
  table,
  tableName,
  takeOut,
} from './table.ts';
import { startSignIn } from './workflows.ts';

/** How long a link and its code are good, in minutes. */
export const SIGN_IN_MINUTES = 15;

/** How often one address gets a sign-in mail at most, whoever asks. */
const COOL_DOWN_SECONDS = 60;

/** Of a million codes; 5 tries find one in 200,000 sign-ins. */
const MAX_ATTEMPTS = 5;

/** A row is kept longer than it is good, so that a late link is told from one that never was. */
const KEPT_SECONDS = 86_400;

/** One sign-in, as it is stored: of one address there is one, the one that was asked for last. */
export type SignIn = Readonly<{
  signInId: string;
  address: string;
  returnTo: string;
  /** ISO instant; tells this sign-in from the one before. */
  askedAt: string;
  /** Epoch seconds. */
  expiresAt: number;
  /** Hash of what the asking browser has in a cookie. */
  browserHash: string;
  /** Hashes of what the mail holds; absent until it is made. */
  tokenHash?: string;
  codeHash?: string;
  attempts?: number;
  usedAt?: string;
}>;

/** Why somebody is not signed in. */
export type Unsigned = 'unknown' | 'used' | 'expired' | 'other_browser' | 'too_many' | 'wrong_code';

/** What came of a try to sign in. */
export type SignedIn =
  | Readonly<{ kind: 'signed_in'; address: string; returnTo: string }>
  | Readonly<{ kind: Unsigned }>;

const keyOf = (signInId: string) => ({ pk: `SIGNIN#${signInId}`, sk: 'META' });

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** 256 bits, as text. */
const drawSecret = (): string => base32(crypto.getRandomValues(new Uint8Array(32)));

/** What a link has behind `/sign-in/`, and the cookie of the browser that asks: whose sign-in, and a secret. */
const PAIR = /^([a-z2-7]{26})([a-z2-7]{52})$/;

function pairOf(text: string | undefined): Readonly<{ signInId: string; secret: string }> {
  const [, signInId = '', secret = ''] = PAIR.exec(text ?? '') ?? [];
  return { signInId, secret };
}

/**
 * Asks for a sign-in mail. Does the same for every address, so that nothing tells who may sign in; in the cool-down
 * it does nothing.
 *
 * @param address in normal form
 * @param asking cookie of the browser, when it asked before: its sign-in goes on
 * @returns the cookie that the browser shall have
 */
export async function askToSignIn(
  address: string,
  returnTo: string,
  asking: string | undefined,
  now: Date,
): Promise<string> {
  const { mac } = await keys();
  const signInId = signInIdOf(mac, guestKeyOf(mac, address));
  const before = pairOf(asking);
  const secret = before.signInId === signInId ? before.secret : drawSecret();
  const askedAt = now.toISOString();
  if (await takeTurn(`sign-in#${signInId}`, now.getTime(), COOL_DOWN_SECONDS)) {
    const seconds = Math.floor(now.getTime() / 1000);
    const expiresAt = seconds + SIGN_IN_MINUTES * 60;
    const browserHash = hashOf(secret);
    const signIn: SignIn = { signInId, address, returnTo, askedAt, expiresAt, browserHash };
    const item = { ...keyOf(signInId), ...signIn, ttl: seconds + KEPT_SECONDS };
    await put({ item });
    await startSignIn(signInId, askedAt);
  }
  return `${signInId}${secret}`;
}

/** The sign-in of an id. */
export async function readSignIn(signInId: string): Promise<SignIn | undefined> {
  return (await getOne(keyOf(signInId))) as SignIn | undefined;
}

/** Takes the address out of the sign-in of a person: without the others no mail, link or code is good. */
export async function eraseSignIn(guestKey: string): Promise<void> {
  const { mac } = await keys();
  const key = keyOf(signInIdOf(mac, guestKey));
  await takeOut(key, ['address', 'askedAt', 'tokenHash', 'codeHash']);
}

/** Changes a sign-in where it is as the condition says; gives it as it is then, undefined where it is not. */
async function changeWhere(
  signInId: string,
  set: Pick<ReturnType<typeof assignment>, 'UpdateExpression'> &
    Partial<ReturnType<typeof assignment>>,
  condition: string,
  values: Item,
): Promise<SignIn | undefined> {
  try {
    const answer = await table.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: keyOf(signInId),
        ...set,
        ConditionExpression: condition,
        ExpressionAttributeValues: { ...set.ExpressionAttributeValues, ...values },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return answer.Attributes as SignIn | undefined;
  } catch (error) {
    if (isConditionFailure(error)) return undefined;
    throw error;
  }
}

/**
 * Draws what the mail holds, once for each time that was asked.
 *
 * @returns undefined when a newer one was asked for, or a mail was made for this one
 */
export async function drawSignIn(
  { signInId, askedAt }: SignIn,
  code: string,
): Promise<Readonly<{ token: string }> | undefined> {
  const { mac } = await keys();
  const secret = drawSecret();
  const codeHash = codeHashOf(mac, `${signInId}\n${askedAt}`, code);
  const set = assignment({ tokenHash: hashOf(secret), codeHash });
  const isOpen = 'askedAt = :askedAt AND attribute_not_exists(tokenHash)';
  const drawn = await changeWhere(signInId, set, isOpen, { ':askedAt': askedAt });
  return drawn && { token: `${signInId}${secret}` };
}

/** Takes back what was drawn: the mail certainly did not go out. */
export async function undrawSignIn({ signInId, askedAt }: SignIn): Promise<void> {
  const set = assignment({ tokenHash: null, codeHash: null });
  const isUnused = 'askedAt = :askedAt AND attribute_not_exists(usedAt)';
  await changeWhere(signInId, set, isUnused, { ':askedAt': askedAt });
}

/** Where a sign-in stands for a browser. */
function standingOf(
  signIn: SignIn | undefined,
  asking: string | undefined,
  now: Date,
): Exclude<Unsigned, 'wrong_code'> | 'open' {
  if (!signIn) return 'unknown';
  if (signIn.usedAt !== undefined) return 'used';
  if (signIn.expiresAt * 1000 <= now.getTime() - TOKEN_SKEW_MS) return 'expired';
  if (!equalInConstantTime(signIn.browserHash, hashOf(pairOf(asking).secret)))
    return 'other_browser';
  return (signIn.attempts ?? 0) >= MAX_ATTEMPTS ? 'too_many' : 'open';
}

type Look = Readonly<{ kind: Unsigned }> | Readonly<{ kind: 'open'; signIn: SignIn }>;

/** The sign-in of a link, if it is good in this browser. Changes nothing. */
async function lookAt(token: string, asking: string | undefined, now: Date): Promise<Look> {
  const { signInId, secret } = pairOf(token);
  const signIn = signInId === '' ? undefined : await readSignIn(signInId);
  if (!signIn || !equalInConstantTime(signIn.tokenHash ?? '', hashOf(secret))) {
    return { kind: 'unknown' };
  }
  const kind = standingOf(signIn, asking, now);
  return kind === 'open' ? { kind, signIn } : { kind };
}

/** Whom a link would sign in, in this browser; without using it. */
export async function lookAtLink(
  token: string,
  asking: string | undefined,
  now: Date,
): Promise<Readonly<{ kind: Unsigned }> | Readonly<{ kind: 'open'; address: string }>> {
  const look = await lookAt(token, asking, now);
  return look.kind === 'open' ? { kind: 'open', address: look.signIn.address } : look;
}

/** Uses a sign-in that was found good, once: of two who press at once one is late. */
async function consume({ signInId, askedAt }: SignIn, now: Date): Promise<SignedIn> {
  const set = assignment({ usedAt: now.toISOString() });
  const isUnused = 'askedAt = :askedAt AND attribute_not_exists(usedAt)';
  const used = await changeWhere(signInId, set, isUnused, { ':askedAt': askedAt });
  if (!used) return { kind: 'used' };
  return { kind: 'signed_in', address: used.address, returnTo: used.returnTo };
}

/** Signs in with the link of a mail, in the browser that asked for it. */
export async function signInByLink(
  token: string,
  asking: string | undefined,
  now: Date,
): Promise<SignedIn> {
  const look = await lookAt(token, asking, now);
  return look.kind === 'open' ? consume(look.signIn, now) : look;
}

/** Signs in with the code of a mail, in the browser that asked for it. A try counts before it is looked at. */
export async function signInByCode(
  code: string,
  asking: string | undefined,
  now: Date,
): Promise<SignedIn> {
  const { signInId, secret } = pairOf(asking);
  if (signInId === '') return { kind: 'unknown' };
  const tried = await changeWhere(
    signInId,
    { UpdateExpression: 'ADD attempts :one' },
    'browserHash = :browser AND expiresAt > :now AND attribute_not_exists(usedAt) AND (attribute_not_exists(attempts) OR attempts < :most)',
    {
      ':one': 1,
      ':browser': hashOf(secret),
      ':now': (now.getTime() - TOKEN_SKEW_MS) / 1000,
      ':most': MAX_ATTEMPTS,
    },
  );
  if (!tried) {
    const kind = standingOf(await readSignIn(signInId), asking, now);
    return { kind: kind === 'open' ? 'too_many' : kind };
  }
  const { mac } = await keys();
  const hash = codeHashOf(mac, `${signInId}\n${tried.askedAt}`, code);
  const isRight = equalInConstantTime(tried.codeHash ?? '', hash);
  return isRight ? consume(tried, now) : { kind: 'wrong_code' };
}
