import type { Unsigned } from '../../adapters/sign-ins.ts';
import type { LinkTexts } from '../../domain/page/link-texts.ts';
import { linkPage, onwards, type Visitor } from '../link-page.ts';
import { type Markup, markup } from '../markup.ts';
import type { PageAnswer } from '../page.ts';

/** What ties a field to the sentence that says what is wrong with it. */
const faulty = (isBad: boolean): Markup | undefined =>
  isBad ? markup` aria-invalid="true" aria-describedby="bad"` : undefined;

const fault = (isBad: boolean, text: string): Markup | undefined =>
  isBad ? markup`<p class="notice" id="bad" role="alert">${text}</p>` : undefined;

const csrfField = (csrf: string): Markup =>
  markup`<input type="hidden" name="csrf" value="${csrf}">`;

/** The page that asks for an address. @param returnTo a path of ours */
export function askPage(visitor: Visitor, returnTo: string, isBad = false): PageAnswer {
  const { signIn } = visitor.texts;
  return linkPage(
    visitor,
    isBad ? 400 : 200,
    signIn.title,
    markup`<p>${signIn.hint}</p>
<form method="post" class="card">${fault(isBad, signIn.badAddress)}
<label for="address">${signIn.address}</label>
<input id="address" name="address" type="email" autocomplete="email" required maxlength="254"${faulty(isBad)}>
<input type="hidden" name="returnTo" value="${returnTo}">
<button type="submit">${signIn.send}</button></form>`,
  );
}

/** The page that asks for the code. @param csrf belongs to the cookie of the browser that asked */
export function codePage(visitor: Visitor, csrf: string, isWrong = false): PageAnswer {
  const { signIn } = visitor.texts;
  return linkPage(
    visitor,
    isWrong ? 400 : 200,
    signIn.codeTitle,
    markup`<p>${signIn.codeHint}</p>
<form method="post" class="card">${fault(isWrong, signIn.wrongCode)}
<label for="code">${signIn.code}</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" required maxlength="9"${faulty(isWrong)}>
${csrfField(csrf)}<button type="submit">${signIn.title}</button></form>
<p class="soft">${signIn.nothingCame} <a href="${onwards(visitor, '/sign-in')}">${signIn.askAgain}</a></p>`,
  );
}

/** The page of a link: nothing happens before the button, since mail scanners open every link. */
export function openPage(visitor: Visitor, address: string, csrf: string): PageAnswer {
  const { signIn } = visitor.texts;
  return linkPage(
    visitor,
    200,
    signIn.title,
    markup`<form method="post" class="card"><p>${signIn.signInAs} <strong>${address}</strong>. ${signIn.notYou}</p>
${csrfField(csrf)}<button type="submit">${signIn.title}</button></form>`,
  );
}

/** What is said of whoever could not be signed in, by the reason. */
const WORDS = {
  unknown: 'unknown',
  used: 'used',
  expired: 'expired',
  other_browser: 'otherBrowser',
  too_many: 'tooMany',
  wrong_code: 'wrong',
} as const satisfies Record<Unsigned, keyof LinkTexts['signIn']>;

function withDoor(
  visitor: Visitor,
  status: number,
  title: string,
  text: string,
  label: string,
): PageAnswer {
  const door = markup`<p><a href="${onwards(visitor, '/sign-in')}">${label}</a></p>`;
  return linkPage(visitor, status, title, markup`${text !== '' && markup`<p>${text}</p>`}${door}`);
}

/** The page for whoever could not be signed in. */
export function unsignedPage(visitor: Visitor, status: number, why: Unsigned): PageAnswer {
  const { signIn } = visitor.texts;
  return withDoor(visitor, status, ...signIn[WORDS[why]], signIn.newMail);
}

/** The page for a form that did not come from one of our pages. */
export function csrfPage(visitor: Visitor): PageAnswer {
  const { signIn } = visitor.texts;
  return withDoor(visitor, 403, ...signIn.elsewhere, signIn.title);
}

/** The page that asks before somebody is signed out. */
export function signOutPage(visitor: Visitor, csrf: string): PageAnswer {
  const { signOut, signOutHere } = visitor.texts.signIn;
  const button = markup`<button type="submit">${signOutHere}</button>`;
  const form = markup`<form method="post">${csrfField(csrf)}${button}</form>`;
  return linkPage(visitor, 200, signOut, form);
}

/** The page for whoever is not signed in, or not any more. */
export function signedOutPage(visitor: Visitor): PageAnswer {
  const { signIn } = visitor.texts;
  return withDoor(visitor, 200, signIn.signedOut, '', signIn.title);
}
