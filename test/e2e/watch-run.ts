import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import type { Dashboard } from './dashboard.ts';

/** What the view of a run said at one look. */
type Look = Readonly<{
  done: number;
  total: number;
  /** Mails a second, and what Amazon SES takes; both empty where none are said. */
  rate: string;
  quota: string;
  /** In words; empty where it is not said. */
  left: string;
  state: string;
}>;

/** What the scripts of a page hold after their rubbish is collected. */
type Held = Readonly<{ heapMegabytes: number; nodes: number }>;

/** What somebody saw who sent a list by the dashboard's own button and watched the run to its end. */
export type RunWatch = Readonly<{
  /** Different values that were seen of each while the view was never loaded anew. */
  seen: Readonly<{ done: number; rates: number; lefts: number }>;
  quota: string;
  /** Settled guests when the pause had taken hold, and as long after as `hold` says. */
  paused: Readonly<{ at: number; stillAt: number }>;
  /** As the tiles say it at the end. */
  end: Readonly<{ sent: number; skipped: number; failed: number; total: number; state: string }>;
  first: Held;
  last: Held;
  /** Most elements that were on the page at once. */
  elements: number;
  isSameDocument: boolean;
  seconds: number;
}>;

const LOOK_MS = 200;
const numberIn = (text: string | null | undefined): number =>
  Number((text ?? '').replace(/\D/g, ''));

async function look(page: Page): Promise<Look> {
  const [text, state] = await Promise.all([
    page.locator('main').textContent(),
    page.locator('main header .chip').textContent(),
  ]);
  const [, done, total] = /([\d,]+) of ([\d,]+) settled/.exec(text ?? '') ?? [];
  const [, rate = '', quota = '', left = ''] =
    /([\d,]+) mails a second now; Amazon SES takes ([\d,]+)(?: · about (.+?) left)?/.exec(
      text ?? '',
    ) ?? [];
  return { done: numberIn(done), total: numberIn(total), rate, quota, left, state: state ?? '' };
}

async function held(session: CDPSession): Promise<Held> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((each) => each.name === name)?.value ?? 0;
  return {
    heapMegabytes: Math.round(of('JSHeapUsedSize') / 104_857.6) / 10,
    nodes: of('Nodes'),
  };
}

/** Uploads a list by the form of the event and presses Send; ends on the view of the run. */
export async function sendByButton(page: Page, csv: string, guests: number): Promise<void> {
  const buffer = Buffer.from(csv);
  await page.setInputFiles('#list-file', { name: 'members.csv', mimeType: 'text/csv', buffer });
  await page.getByLabel('How did these people agree').fill('Signed up on our website');
  await page.getByRole('button', { name: 'Check the list' }).click();
  const words = `Invite ${guests.toLocaleString('en-GB')} guests`;
  await page.getByRole('heading', { name: words }).waitFor({ timeout: 300_000 });
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Send' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor({ timeout: 60_000 });
}

/** Waits until nothing is on its way any more, then looks once more after `hold` milliseconds. */
async function pause(page: Page, hold: number): Promise<RunWatch['paused']> {
  await page.getByRole('button', { name: 'Pause' }).click();
  const goOn = page.getByRole('button', { name: 'Go on' });
  await goOn.waitFor({ timeout: 60_000 });
  let at = -1;
  for (let now = await look(page); now.done !== at; now = await look(page)) {
    at = now.done;
    await sleep(Math.max(1_200, hold / 2));
  }
  await sleep(hold);
  const { done: stillAt } = await look(page);
  await goOn.click({ timeout: 30_000 });
  return { at, stillAt };
}

/**
 * Watches a run to its end from its view, which was just opened by Send, and pauses it once on the way.
 *
 * @param pauseAt share of the guests that are settled then
 * @param hold milliseconds in which a paused run must stand still
 */
export async function watchRun(
  { page }: Dashboard,
  { pauseAt, hold }: Readonly<{ pauseAt: number; hold: number }>,
): Promise<RunWatch> {
  const from = Date.now();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await page.evaluate('window.isFirstDocument = true');
  const first = await held(session);
  const seen = { done: new Set<number>(), rates: new Set<string>(), lefts: new Set<string>() };
  let [elements, quota, paused] = [0, '', undefined as RunWatch['paused'] | undefined];
  let now = await look(page);
  for (; !['Finished', 'Stopped', 'Needs attention'].includes(now.state); now = await look(page)) {
    seen.done.add(now.done);
    if (now.rate !== '') seen.rates.add(now.rate);
    if (now.left !== '') seen.lefts.add(now.left);
    quota = now.quota || quota;
    elements = Math.max(elements, await page.locator('*').count());
    if (paused === undefined && now.total > 0 && now.done >= pauseAt * now.total) {
      paused = await pause(page, hold);
    }
    await sleep(LOOK_MS);
  }
  const tile = async (name: string): Promise<number> =>
    numberIn(await page.locator('.tile').filter({ hasText: name }).locator('b').textContent());
  return {
    seen: { done: seen.done.size, rates: seen.rates.size, lefts: seen.lefts.size },
    ...{ quota, paused: paused ?? { at: -1, stillAt: -1 }, first, elements },
    end: {
      ...{ sent: await tile('sent'), skipped: await tile('skipped'), failed: await tile('failed') },
      ...{ total: now.total, state: now.state },
    },
    last: await held(session),
    isSameDocument: (await page.evaluate('window.isFirstDocument === true')) === true,
    seconds: Math.round((Date.now() - from) / 1_000),
  };
}
