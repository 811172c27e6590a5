import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Stack } from '../local/stack.ts';
import { everyPage, type ShownPage } from '../test/browser/every-page.ts';
import type { Screen } from './dashboard-pictures.ts';
import { keepPictures } from './keep-pictures.ts';
import { morePages } from './more-pages.ts';
import { takeShare } from './share-pictures.ts';

const THEMES = [
  ['light', ''],
  ['dark', '-dark'],
] as const;

/** Pages of which there is a picture in another language too. */
const IN_OTHER: Readonly<Record<string, string>> = { event: 'de', organizer: 'es', list: 'fr' };

/** Pictures that the documents show, and their names there. */
const KEPT = [
  ['event-desk', 'page-event'],
  ['event-de-dark-phone', 'page-phone'],
  ['organizer-desk', 'page-organizer'],
  ['unsubscribe-event-phone', 'page-unsubscribe'],
] as const;

/** A page as it stands now, on every screen, light and dark. @returns how many pictures */
async function shoot(
  page: Page,
  name: string,
  screens: readonly Screen[],
  folder: string,
): Promise<number> {
  for (const { name: screen, width, height } of screens) {
    await page.setViewportSize({ width, height });
    for (const [colorScheme, suffix] of THEMES) {
      await page.emulateMedia({ colorScheme });
      const path = join(folder, `${name}${suffix}-${screen}.png`);
      await page.screenshot({ path, fullPage: true });
    }
  }
  return screens.length * THEMES.length;
}

async function takeAll(
  browser: Browser,
  pages: readonly ShownPage[],
  screens: readonly Screen[],
  folder: string,
): Promise<number> {
  const context = await browser.newContext({ locale: 'en', javaScriptEnabled: false });
  const page = await context.newPage();
  let count = 0;
  for (const { name, url, act } of pages) {
    await page.goto(url);
    await act?.(page);
    count += await shoot(page, name, screens, folder);
  }
  await context.close();
  return count;
}

/** Takes a picture of every page of people on every screen, without JavaScript, and of the view that shares one. */
export async function takePages(
  browser: Browser,
  stack: Stack,
  screens: readonly Screen[],
  folder: string,
): Promise<number> {
  const pages = await everyPage(stack);
  let count = 0;
  for (const { name, url } of pages.filter(({ name }) => name in IN_OTHER)) {
    const locale = IN_OTHER[name] ?? 'en';
    const context = await browser.newContext({ locale, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(url);
    count += await shoot(page, `${name}-${locale}`, screens, folder);
    await context.close();
  }
  count += await takeAll(browser, pages, screens, folder);
  // Behind them: a link that was pressed is used.
  count += await takeAll(browser, await morePages(stack), screens, folder);
  const [event] = pages;
  const eventId = event?.url.split('/').at(-1) ?? '';
  return count + (await takeShare(browser, stack, eventId, screens, folder));
}

/** Copies the pictures that the documents show. @throws for one that is too large */
export const keepPages = (folder: string, docs: string): void => keepPictures(folder, docs, KEPT);
