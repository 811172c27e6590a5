import { escapeHtml } from '../domain/mime/escape-html.ts';

/** The page at `/` of the embedded stack: where everything is. @param isLost it stands for a page that is not there */
export function welcomePage(links: readonly (readonly [string, string])[], isLost = false): string {
  const title = isLost ? 'There is no such page' : 'Convoke runs here';
  const rows = links.map(([name, address]) => {
    const shown = escapeHtml(address);
    const value = /^https?:/.test(address)
      ? `<a href="${shown}">${shown}</a>`
      : `<code>${shown}</code>`;
    return `<dt>${escapeHtml(name)}</dt><dd>${value}</dd>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Convoke</title>
<style>
body { max-width: 40rem; margin: 10vh auto; padding: 0 1.25rem; font: 1.0625rem/1.5 system-ui, sans-serif; }
dt { font-weight: 600; margin-top: 0.75rem; } dd { margin: 0; overflow-wrap: anywhere; } p code { white-space: nowrap; }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>Open the dashboard and sign in: the mail with the link is in the mailbox below. Or invite the calendar address from a mail or calendar client that sends through the SMTP address below, or use the command line: <code>npx convoke --help</code>.</p>
<dl>${rows.join('\n')}</dl>
</main>
</body>
</html>
`;
}
