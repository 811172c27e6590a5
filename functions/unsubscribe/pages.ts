const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>
body { max-width: 34rem; margin: 12vh auto; padding: 0 1.25rem; font: 1.0625rem/1.5 system-ui, sans-serif; }
button { font: inherit; padding: 0.75rem 1.25rem; min-height: 2.75rem; cursor: pointer; }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;

/** The page that asks before anything happens. */
export const questionPage = (): string =>
  page(
    'Stop these invitations?',
    `<p>You will get no more calendar invitations from this sender. What is in your calendar stays there.</p>
<form method="post"><button type="submit">Unsubscribe</button></form>`,
  );

/** The page after it was done. */
export const donePage = (): string =>
  page(
    'You are unsubscribed',
    '<p>No more calendar invitations will be sent to you from here. You can close this page.</p>',
  );

/** The page for a link that we did not make. */
export const unknownPage = (): string =>
  page(
    'This link does not work',
    '<p>Part of it may be missing. Open it again from the mail, or answer the mail and say that you want no more.</p>',
  );
