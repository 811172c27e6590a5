// With guests by the hundred thousand, in a browser, on a stack of its own: npm run many-guests -- --help
import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openApi } from '../local/demo/api.ts';
import { readSettings } from '../local/settings.ts';
import { startStack } from '../local/stack.ts';
import { openBrowser } from '../test/browser/open-browser.ts';
import { type Dashboard, openDashboard } from '../test/e2e/dashboard.ts';
import { stageList } from '../test/e2e/filled-stack.ts';
import { fillGuests, walkGuests } from '../test/e2e/many-guests.ts';
import { sendByButton, watchRun } from '../test/e2e/watch-run.ts';

/** So many of the list have the invitation already, so that a run has guests whom it skips. */
const INVITED_BEFORE = 100;
/** A view that grows with the run would pass these long before 100,000 guests are settled. */
const MAX_HEAP_GROWTH_MEGABYTES = 10;
const MAX_NODE_GROWTH = 2_000;
const MAX_ELEMENTS = 1_000;

const HELP = `With guests by the hundred thousand, in a browser, on a stack of its own.

  npm run many-guests [-- 100000]       fills an event and walks through its guests: scrolls, filters, finds, exports
  npm run many-guests -- run [100000]   sends a list by the dashboard's own button, watches, pauses and lets it go on
`;

const { positionals, values } = parseArgs({
  options: { help: { type: 'boolean', short: 'h', default: false } },
  allowPositionals: true,
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit();
}
const guests = Number(positionals.find((each) => /^\d+$/.test(each)) ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), 'convoke-many-'));
const ports = { CONVOKE_HTTP_PORT: '0', CONVOKE_SMTP_PORT: '0', CONVOKE_MAILBOX_PORT: '0' };
const env = { ...ports, CONVOKE_AWS_PORT: '0', CONVOKE_DATA: folder };
const stack = await startStack(readSettings(env));
const api = openApi(stack.endpoints);

const rows = (count: number): string =>
  `email\n${Array.from({ length: count }, (_, index) => `guest${index}@many.example`).join('\n')}\n`;

async function walk(dashboard: Dashboard, eventId: string): Promise<void> {
  await fillGuests(eventId, guests);
  console.log(`${guests} guests are in the ledger`);
  console.log(await walkGuests(dashboard, eventId));
}

async function watch(dashboard: Dashboard, eventId: string): Promise<void> {
  const listId = await stageList(api, eventId, rows(INVITED_BEFORE));
  await api.post(`/v1/events/${eventId}/runs`, { listId });
  await dashboard.open(`/events/${eventId}/send`);
  await sendByButton(dashboard.page, rows(guests), guests);
  const run = await watchRun(dashboard, { pauseAt: 0.3, hold: 5_000 });
  console.log(run);
  const { sent, skipped, failed, total, state } = run.end;
  deepEqual([state, total, sent + skipped + failed], ['Finished', guests, guests]);
  equal(skipped, INVITED_BEFORE);
  equal(run.paused.stillAt, run.paused.at, 'a paused run went on');
  ok(run.paused.at > 0 && run.paused.at < guests, 'the run was not paused on its way');
  ok(run.isSameDocument, 'the view was loaded anew');
  ok(Math.min(run.seen.done, run.seen.rates, run.seen.lefts) >= 10, 'progress is not live');
  ok(run.elements < MAX_ELEMENTS, 'the page grew');
  ok(run.last.nodes - run.first.nodes < MAX_NODE_GROWTH, 'nodes are left over');
  const growth = run.last.heapMegabytes - run.first.heapMegabytes;
  ok(growth < MAX_HEAP_GROWTH_MEGABYTES, `the heap grew by ${growth} MB`);
}

const browser = await openBrowser();
try {
  await stack.dashboard.ready();
  const { http, apiKey } = stack.endpoints;
  const { eventId } = await api.post<{ eventId: string }>('/v1/events', {
    ...{ title: 'Everybody', start: '2027-06-01', end: '2027-06-02' },
  });
  const dashboard = await openDashboard(browser, http, apiKey);
  await (positionals.includes('run') ? watch : walk)(dashboard, eventId);
  deepEqual(dashboard.faults, []);
} finally {
  await browser.close();
  await stack.close();
  rmSync(folder, { recursive: true, force: true });
}
