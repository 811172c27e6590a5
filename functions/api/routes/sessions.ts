import * as z from 'zod';
import { readSession } from '../../../adapters/sessions.ts';
import { askToSignIn, signInByCode, type Unsigned } from '../../../adapters/sign-ins.ts';
import { returnToOf } from '../../../domain/access/return-to.ts';
import { readAddress } from '../../../domain/identity/address.ts';
import { askingCookie, signedInCookies, signedOutCookies } from '../../signed-in.ts';
import { endpoint } from '../endpoint.ts';
import { Problem, type ProblemCode } from '../problem.ts';

const SignedIn = z.object({ returnTo: z.string().describe('path of ours that was asked for') });

/** `POST /v1/sign-in` */
export const askToSignInRoute = endpoint({
  summary: 'Ask for a mail with which to sign in',
  description:
    'Answers every address alike. The mail has a link and a code, good for 15 minutes, once, and in the browser that asked. One address gets one mail a minute at most.',
  body: z.strictObject({
    address: z.string().max(320),
    returnTo: z.string().max(1_000).optional().describe('path of ours to come out at'),
  }),
  status: 202,
  answer: z.object({ detail: z.string() }),
  once: false,
  async handle({ body, cookies, now }) {
    const address = readAddress(body.address);
    if (address === undefined) throw new Problem('invalid_email', 'write one bare e-mail address');
    const asking = await askToSignIn(address, returnToOf(body.returnTo), cookies.asking, now);
    cookies.set([askingCookie(asking)]);
    return { detail: 'If this address may sign in, a mail is on its way.' };
  },
});

const WHY = {
  unknown: ['sign_in_invalid', 'this browser asked for no sign-in, or too long ago; ask again'],
  other_browser: ['sign_in_invalid', 'another browser asked since; ask again in this one'],
  wrong_code: ['sign_in_invalid', 'it is another code; five tries are allowed'],
  used: ['link_used', 'ask for a new mail'],
  expired: ['link_expired', 'ask for a new mail'],
  too_many: ['too_many_tries', 'ask for a new mail'],
} as const satisfies Record<Unsigned, readonly [ProblemCode, string]>;

/** `POST /v1/sign-in/code` */
export const signInByCodeRoute = endpoint({
  summary: 'Sign in with the code of the mail, in the browser that asked',
  body: z.strictObject({ code: z.string().max(20).describe('six digits; spaces do not matter') }),
  answer: SignedIn,
  once: false,
  async handle({ body, cookies, now }) {
    const code = body.code.replace(/\s/g, '');
    const tried = await signInByCode(code, cookies.asking, now);
    if (tried.kind !== 'signed_in') {
      const [why, detail] = WHY[tried.kind];
      throw new Problem(why, detail);
    }
    cookies.set(await signedInCookies(tried.address, cookies.session, now));
    return { returnTo: tried.returnTo };
  },
});

/** `GET /v1/session` */
export const readSessionRoute = endpoint({
  summary: 'Who is signed in in this browser',
  answer: z.object({
    address: z.string(),
    role: z.enum(['organizer', 'owner']),
    expiresAt: z.string(),
    csrf: z.string().describe('header `x-csrf` of every request by session that is no GET'),
  }),
  async handle({ cookies, now }) {
    const session = await readSession(cookies.session, now);
    if (!session) throw new Problem('not_signed_in', 'sign in at /sign-in');
    const { address, role, expiresAt, csrf } = session;
    return { address, role, expiresAt, csrf };
  },
});

/** `POST /v1/sign-out` */
export const signOutRoute = endpoint({
  summary: 'End the session of this browser',
  answer: z.object({}),
  once: false,
  async handle({ cookies }) {
    cookies.set(await signedOutCookies(cookies.session));
    return {};
  },
});
