import { afterAll, beforeAll } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser } from './open-browser.ts';

/** A start takes 1 s alone, more while other tests run and where the browser is unpacked first. */
export const BROWSER_START_MS = 60_000;

/**
 * Starts one browser before the tests of the file and closes it behind them.
 *
 * @returns gives the browser; to be called inside a test
 */
export function useBrowser(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await openBrowser();
  }, BROWSER_START_MS);
  afterAll(() => browser?.close(), BROWSER_START_MS);
  return () => {
    if (browser === undefined) throw new Error('the browser runs inside tests only');
    return browser;
  };
}
