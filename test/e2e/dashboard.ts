import { deepEqual, equal } from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { violationsOf } from '../browser/accessibility.ts';

/** The browser's own line about `GET /v1/session` of somebody who is not signed in. */
const SIGNED_OUT = /status of 401/;

/** A page of the dashboard that notes what went wrong on it. */
export type Dashboard = Readonly<{
  page: Page;
  /** Errors of the console and of scripts. */
  faults: readonly string[];
  /** Scripts that were loaded so far, each with its bytes as a compressing server sends them. */
  scripts(): Promise<ReadonlyMap<string, number>>;
  open(path: string): Promise<void>;
  /** Expects that axe finds nothing on the view, and that the page is not wider than the screen. */
  judge(): Promise<void>;
}>;

/** Opens the dashboard in a context of its own. @param key an API key to be signed in with */
export async function openDashboard(
  browser: Browser,
  http: string,
  key?: string,
  width = 1_280,
): Promise<Dashboard> {
  const context = await browser.newContext({
    ...{ viewport: { width, height: 900 }, locale: 'en-GB', timezoneId: 'Europe/Berlin' },
    acceptDownloads: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !SIGNED_OUT.test(text)) faults.push(text);
  });
  const loads: Promise<readonly [string, number]>[] = [];
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (!pathname.endsWith('.js')) return;
    const load = response.body().then((body) => [pathname, gzipSync(body).length] as const);
    // A page that closes cuts off what still loads: only `scripts` has to say so. Else every test of the file fails.
    load.catch(() => undefined);
    loads.push(load);
  });
  page.on('pageerror', ({ message }) => faults.push(message));
  if (key !== undefined) {
    // A frame with an empty sandbox has no storage.
    await page.addInitScript(
      `if (self === top) sessionStorage.setItem('convoke-key', ${JSON.stringify(key)})`,
    );
  }
  return {
    page,
    faults,
    scripts: async () => new Map(await Promise.all(loads)),
    open: async (path) => {
      await page.goto(`${http}/dashboard${path}`);
      await page.locator('h1').first().waitFor();
    },
    judge: async () => {
      deepEqual(await violationsOf(page), []);
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      equal(over, 0, 'pixels by which the page is wider than the screen');
    },
  };
}
