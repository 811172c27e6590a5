import { html } from '../page.ts';

/** The page that asks before anything happens. */
export const questionPage = (): string =>
  html(
    'Did you send this invitation?',
    `<p>A mail in your name invited the calendar address of this installation. Nothing in it proves that it is yours, so it waits. If you sent it, let it through.</p>
<form method="post"><button type="submit">Yes, I sent it</button></form>
<p>If you did not, close this page: nothing happens.</p>`,
  );

/** The page after it was done. */
export const donePage = (): string =>
  html(
    'Thank you',
    '<p>The invitation goes through now. In a moment your own calendar shows the answer of the calendar address.</p>',
  );

/** The page for a link that we did not make, or whose mail waits no more. */
export const unknownPage = (): string =>
  html(
    'This link does not work any more',
    '<p>The invitation was let through before, or it is gone. Invite the calendar address again from your calendar.</p>',
  );
