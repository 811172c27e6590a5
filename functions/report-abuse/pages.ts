import { html } from '../page.ts';

/** The page that asks before anything happens. */
export const questionPage = (): string =>
  html(
    'Report this invitation?',
    `<p>Tell whoever runs this service that the invitation is spam, a fraud, or was never meant for you.
The organizer is not told who you are. To get no more invitations at all, use the unsubscribe link of the mail.</p>
<form method="post"><button type="submit">Report abuse</button></form>`,
  );

/** The page after it was done. */
export const reportedPage = (): string =>
  html(
    'Thank you',
    '<p>The report is recorded, and whoever runs this service sees it. You can close this page.</p>',
  );

/** The page for a link that we did not make. */
export const unknownPage = (): string =>
  html('This link does not work', '<p>Part of it may be missing. Open it again from the mail.</p>');
