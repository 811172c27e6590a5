import { html } from '../page.ts';

/** The page that asks before anything happens. */
export const questionPage = (): string =>
  html(
    'Stop these invitations?',
    `<p>You will get no more calendar invitations from this sender. What is in your calendar stays there.</p>
<form method="post"><button type="submit">Unsubscribe</button></form>`,
  );

/** The page after it was done. */
export const donePage = (): string =>
  html(
    'You are unsubscribed',
    '<p>No more calendar invitations will be sent to you from here. You can close this page.</p>',
  );

/** The page for a link that we did not make. */
export const unknownPage = (): string =>
  html(
    'This link does not work',
    '<p>Part of it may be missing. Open it again from the mail, or answer the mail and say that you want no more.</p>',
  );
