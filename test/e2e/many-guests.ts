import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { type SentRow, settleSends } from '../../adapters/guest-ledger.ts';
import { base32 } from '../../domain/invite/base32.ts';
import type { Dashboard } from './dashboard.ts';

/** One of so many could not be sent to. */
const FAILED_EACH = 100;
const CHUNK = 2_500;

const addressOf = (index: number): string => `guest${index}@many.example`;

function rowOf(index: number, at: number): SentRow {
  const digest = createHash('sha256').update(`many ${index}`).digest();
  const guestKey = base32(digest.subarray(0, 16));
  const isFailed = index % FAILED_EACH === 0;
  return {
    ...{ guestKey, address: addressOf(index), name: `Guest ${index}`, origin: 'list' },
    ...{ version: 1, sequence: 0, part: 0, parts: 1, attempt: 1, at, dtstamp: at },
    ...{ runId: 'many', invitedIn: 'many', sendId: base32(digest.subarray(16)) },
    state: isFailed ? 'failed' : 'sent',
    ...(isFailed && { reason: 'rejected' }),
  };
}

/** Writes guests of an event into the ledger, as a run does. The stack must run in this process. */
export async function fillGuests(eventId: string, count: number): Promise<void> {
  const at = Date.now();
  for (let from = 0; from < count; from += CHUNK) {
    const length = Math.min(CHUNK, count - from);
    await settleSends(
      eventId,
      Array.from({ length }, (_, index) => rowOf(from + index, at)),
    );
  }
}

/** What a walk through a long list of guests found. */
export type Walk = Readonly<{
  /** Rows that the table says it has, when it was scrolled to its end. */
  rows: number;
  failed: number;
  found: number;
  lines: number;
  /** Most elements that were on the page at once, and by how many pixels the page grew. */
  elements: number;
  growth: number;
  /** Megabytes of the scripts' heap, when all rows were read. */
  heap: number;
}>;

const TABLE = '[role=table]';
const rowsOf = async (page: Page): Promise<number> =>
  Number(await page.locator(TABLE).getAttribute('aria-rowcount')) - 1;

const END = 'document.querySelector("[role=rowgroup]").scrollTo(0, 1e9)';

/** Scrolls until the last row is read. @param look at the page after each step */
async function scrollToEnd(page: Page, look?: () => Promise<void>): Promise<number> {
  await page.locator(TABLE).waitFor();
  for (const end = Date.now() + 600_000; (await rowsOf(page)) < 0 && Date.now() < end; ) {
    await page.evaluate(END);
    await look?.();
  }
  return rowsOf(page);
}

/** Scrolls to the end of the guests, filters, searches and exports. */
export async function walkGuests({ page, open }: Dashboard, eventId: string): Promise<Walk> {
  await open(`/events/${eventId}/guests`);
  await page.locator('.guest').first().waitFor();
  const count = async (): Promise<[number, number]> =>
    page.evaluate(
      '[document.querySelectorAll("*").length, document.documentElement.scrollHeight]',
    ) as Promise<[number, number]>;
  let [elements, height] = await count();
  const first = height;
  const rows = await scrollToEnd(page, async () => {
    const [now, tall] = await count();
    elements = Math.max(elements, now);
    height = Math.max(height, tall);
  });
  const heap = Number(await page.evaluate('performance.memory.usedJSHeapSize / 1048576'));
  const [file] = await Promise.all([
    page.waitForEvent('download', { timeout: 120_000 }),
    page.getByRole('button', { name: 'Save as CSV' }).click(),
  ]);
  const lines = readFileSync(await file.path(), 'utf8')
    .trimEnd()
    .split('\n').length;
  await page.getByLabel('Which guests').selectOption('failed');
  await page.getByText('Failed', { exact: true }).first().waitFor();
  const failed = await scrollToEnd(page);
  await page.getByLabel('Which guests').selectOption('all');
  await page.getByLabel('Address begins with').fill(addressOf(77));
  await page.getByRole('button', { name: addressOf(77) }).waitFor({ timeout: 300_000 });
  const found = await scrollToEnd(page);
  return { rows, failed, found, lines, elements, growth: height - first, heap };
}
