import type { Unsigned } from '../../adapters/sign-ins.ts';
import { escapeHtml } from '../../domain/mime/escape-html.ts';
import { html } from '../page.ts';

/** The page that asks for an address. @param returnTo a path of ours */
export const askPage = (returnTo: string, isBad = false): string =>
  html(
    'Sign in',
    `<p>Without a password: you get a mail with a link and a code.</p>
<form method="post" action="/sign-in">
<p><label for="address">Your e-mail address</label></p>
<p><input id="address" name="address" type="email" autocomplete="email" required maxlength="254"${isBad ? ' aria-invalid="true" aria-describedby="bad"' : ''}></p>
${isBad ? '<p id="bad" role="alert">Write one e-mail address, such as ada@example.org.</p>\n' : ''}<input type="hidden" name="returnTo" value="${escapeHtml(returnTo)}">
<p><button type="submit">Send me the mail</button></p>
</form>`,
  );

/** What is wrong with the last try; the person can go on with the form below it. */
const TRY_AGAIN = 'That is not the code of the newest mail. Five tries are allowed.';

/** The page that asks for the code. @param csrf belongs to the cookie of the browser that asked */
export const codePage = (csrf: string, isWrong = false): string =>
  html(
    'Look into your mailbox',
    `<p>If this address may sign in, a mail is on its way. Open its link in this browser, or type its code here.</p>
<form method="post" action="/sign-in/code">
<p><label for="code">Code of six digits</label></p>
<p><input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="9" size="9"${isWrong ? ' aria-invalid="true" aria-describedby="wrong"' : ''}></p>
${isWrong ? `<p id="wrong" role="alert">${TRY_AGAIN}</p>\n` : ''}<input type="hidden" name="csrf" value="${csrf}">
<p><button type="submit">Sign in</button></p>
</form>
<p>Nothing came after a minute? Look among the spam, then <a href="/sign-in">ask again</a>.</p>`,
  );

/** The page of a link: nothing happens before the button, since mail scanners open every link. */
export const linkPage = (address: string, csrf: string): string =>
  html(
    'Sign in',
    `<p>You sign in as <strong>${escapeHtml(address)}</strong>. If that is not you, close this page.</p>
<form method="post">
<input type="hidden" name="csrf" value="${csrf}">
<p><button type="submit">Sign in</button></p>
</form>`,
  );

const WORDS = {
  unknown: [
    'This link does not work',
    'Part of it may be missing, or there is a newer mail. Open the newest one, or ask again.',
  ],
  used: ['This link was used before', 'Each mail signs in once.'],
  expired: ['This link is too old', 'A mail is good for 15 minutes.'],
  other_browser: [
    'You asked in another browser',
    'Open the link there, or type the code of the mail there. To sign in here, ask here.',
  ],
  too_many: ['Too many codes were tried', 'This mail signs nobody in any more.'],
  wrong_code: ['That is another code', TRY_AGAIN],
} as const satisfies Record<Unsigned, readonly [string, string]>;

/** The page for whoever could not be signed in. */
export const unsignedPage = (why: Unsigned): string =>
  html(WORDS[why][0], `<p>${WORDS[why][1]}</p>\n<p><a href="/sign-in">Ask for a new mail</a></p>`);

/** The page for a form that did not come from one of our pages. */
export const csrfPage = (): string =>
  html(
    'Nothing happened',
    '<p>This form did not come from our page, or cookies are off.</p>\n<p><a href="/sign-in">Sign in</a></p>',
  );

/** The page that asks before somebody is signed out. */
export const signOutPage = (csrf: string): string =>
  html(
    'Sign out',
    `<form method="post" action="/sign-out">
<input type="hidden" name="csrf" value="${csrf}">
<p><button type="submit">Sign out of this browser</button></p>
</form>`,
  );

/** The page for whoever is not signed in, or not any more. */
export const signedOutPage = (): string =>
  html('You are signed out', '<p><a href="/sign-in">Sign in</a></p>');
