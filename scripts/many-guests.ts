// Fills an event of a stack of its own with guests and walks through them in a browser: npm run many-guests -- 100000
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openApi } from '../local/demo/api.ts';
import { readSettings } from '../local/settings.ts';
import { startStack } from '../local/stack.ts';
import { openBrowser } from '../test/browser/open-browser.ts';
import { openDashboard } from '../test/e2e/dashboard.ts';
import { fillGuests, walkGuests } from '../test/e2e/many-guests.ts';

const { positionals } = parseArgs({ allowPositionals: true });
const guests = Number(positionals[0] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), 'convoke-many-'));
const ports = { CONVOKE_HTTP_PORT: '0', CONVOKE_SMTP_PORT: '0', CONVOKE_MAILBOX_PORT: '0' };
const env = { ...ports, CONVOKE_AWS_PORT: '0', CONVOKE_DATA: folder };
const stack = await startStack(readSettings(env));
const browser = await openBrowser();
try {
  await stack.dashboard.ready();
  const { http, apiKey } = stack.endpoints;
  const { eventId } = await openApi(stack.endpoints).post<{ eventId: string }>('/v1/events', {
    ...{ title: 'Everybody', start: '2027-06-01', end: '2027-06-02' },
  });
  await fillGuests(eventId, guests);
  console.log(`${guests} guests are in the ledger`);
  const dashboard = await openDashboard(browser, http, apiKey);
  const walk = await walkGuests(dashboard, eventId);
  console.log({ ...walk, faults: dashboard.faults.length });
} finally {
  await browser.close();
  await stack.close();
  rmSync(folder, { recursive: true, force: true });
}
