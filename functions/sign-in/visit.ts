import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { csrfOf, isCsrf } from '../../adapters/sessions.ts';
import {
  askToSignIn,
  lookAtLink,
  type SignedIn,
  signInByCode,
  signInByLink,
} from '../../adapters/sign-ins.ts';
import { returnToOf } from '../../domain/access/return-to.ts';
import { readAddress } from '../../domain/identity/address.ts';
import { onwards, type Visitor } from '../link-page.ts';
import type { PageAnswer } from '../page.ts';
import { askingCookie, signedInCookies, signedOutCookies } from '../signed-in.ts';
import {
  askPage,
  codePage,
  csrfPage,
  openPage,
  signedOutPage,
  signOutPage,
  unsignedPage,
} from './pages.ts';

/** What a page works with. */
export type Visit = Readonly<{
  event: APIGatewayProxyEventV2;
  visitor: Visitor;
  isPost: boolean;
  asking: string | undefined;
  session: string | undefined;
  form: URLSearchParams;
  now: Date;
}>;

const goTo = (location: string, cookies: string[]): PageAnswer => ({
  statusCode: 303,
  headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  cookies,
});

/** `/sign-in`: asks for the address, then for a look into the mailbox; the same for every address. */
export async function ask({
  event,
  visitor,
  isPost,
  form,
  asking,
  now,
}: Visit): Promise<PageAnswer> {
  if (!isPost) return askPage(visitor, returnToOf(event.queryStringParameters?.returnTo));
  const returnTo = returnToOf(form.get('returnTo') ?? undefined);
  const address = readAddress(form.get('address') ?? '');
  if (address === undefined) return askPage(visitor, returnTo, true);
  const cookie = askingCookie(await askToSignIn(address, returnTo, asking, now));
  return goTo(onwards(visitor, '/sign-in/code'), [cookie]);
}

async function finish(signedIn: SignedIn, { visitor, session, now }: Visit): Promise<PageAnswer> {
  if (signedIn.kind !== 'signed_in') return unsignedPage(visitor, 410, signedIn.kind);
  const { address, returnTo } = signedIn;
  return goTo(returnTo, await signedInCookies(address, session, now));
}

/** `/sign-in/code`: the code of the mail, in the browser that asked. */
export async function code(visit: Visit): Promise<PageAnswer> {
  const { visitor, isPost, asking, form, now } = visit;
  if (asking === undefined) return isPost ? csrfPage(visitor) : goTo('/sign-in', []);
  const csrf = await csrfOf(asking);
  if (!isPost) return codePage(visitor, csrf);
  if (form.get('csrf') !== csrf) return csrfPage(visitor);
  const typed = (form.get('code') ?? '').replace(/\s/g, '');
  const signedIn = await signInByCode(typed, asking, now);
  return signedIn.kind === 'wrong_code' ? codePage(visitor, csrf, true) : finish(signedIn, visit);
}

/** `/sign-in/{token}`: the link of the mail. GET looks, POST uses it. */
export async function link(visit: Visit, token: string): Promise<PageAnswer> {
  const { visitor, isPost, asking, form, now } = visit;
  if (isPost) {
    const isOurs = await isCsrf(asking, form.get('csrf') ?? undefined);
    return isOurs ? finish(await signInByLink(token, asking, now), visit) : csrfPage(visitor);
  }
  const look = await lookAtLink(token, asking, now);
  if (look.kind === 'open') return openPage(visitor, look.address, await csrfOf(asking ?? ''));
  const status = look.kind === 'unknown' ? 404 : look.kind === 'other_browser' ? 403 : 410;
  return unsignedPage(visitor, status, look.kind);
}

/** `/sign-out`: asks, then ends the session of this browser. */
export async function signOut({ visitor, isPost, session, form }: Visit): Promise<PageAnswer> {
  if (session === undefined) return signedOutPage(visitor);
  if (!isPost) return signOutPage(visitor, await csrfOf(session));
  if (!(await isCsrf(session, form.get('csrf') ?? undefined))) return csrfPage(visitor);
  return { ...signedOutPage(visitor), cookies: await signedOutCookies(session) };
}
