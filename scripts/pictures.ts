// Takes pictures of the dashboard and of the pages of people as a phone and a desk show them: npm run pictures, or one
// of both: npm run pictures -- pages; of the dashboard also single views: npm run pictures -- dashboard events run. They lie in .local/pictures; --keep writes the small ones of the documents to docs/.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readSettings } from '../local/settings.ts';
import { startStack } from '../local/stack.ts';
import { UNPROVEN } from '../test/browser/every-page.ts';
import { openBrowser } from '../test/browser/open-browser.ts';
import { keepDashboard, takeDashboard } from './dashboard-pictures.ts';
import { keepPages, takePages } from './page-pictures.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, '.local', 'pictures');
const { values, positionals } = parseArgs({
  options: { keep: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const isAsked = (part: string): boolean => positionals.length === 0 || positionals.includes(part);
const only = positionals.filter((each) => each !== 'dashboard' && each !== 'pages');

const SIZES = [
  { name: 'phone', width: 390, height: 844 },
  { name: 'desk', width: 1440, height: 900 },
] as const;

const data = mkdtempSync(join(tmpdir(), 'convoke-pictures-'));
mkdirSync(folder, { recursive: true });
const settings = readSettings({
  ...{ CONVOKE_HTTP_PORT: '0', CONVOKE_SMTP_PORT: '0', CONVOKE_MAILBOX_PORT: '0' },
  ...{ CONVOKE_AWS_PORT: '0', CONVOKE_DATA: data, CONVOKE_ORGANIZERS: `${UNPROVEN},*` },
  CONVOKE_NEW_ORGANIZER_PER_DAY: '5000',
  CONVOKE_POSTAL_ADDRESS: 'The Society, Market Square 1, Old Town',
});
const stack = await startStack(settings);
const browser = await openBrowser();
try {
  // The dashboard first: its pictures begin with nothing in it.
  if (isAsked('dashboard')) {
    const count = await takeDashboard(browser, stack, SIZES, folder, only);
    console.log(`${count} pictures of the dashboard lie in ${folder}`);
    if (values.keep) keepDashboard(folder, join(root, 'docs'));
  }
  if (isAsked('pages')) {
    const count = await takePages(browser, stack, SIZES, folder);
    console.log(`${count} pictures of pages lie in ${folder}`);
    if (values.keep) keepPages(folder, join(root, 'docs'));
  }
} finally {
  await browser.close();
  await stack.close();
  rmSync(data, { recursive: true, force: true });
}
