import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Stack } from '../local/stack.ts';
import { everyPage, type ShownPage } from '../test/browser/every-page.ts';
import type { Screen } from './dashboard-pictures.ts';
import { keepPictures } from './keep-pictures.ts';
import { takeShare } from './share-pictures.ts';

/** Pages of which there is a picture in the dark too, and its language. */
const IN_DARK: Readonly<Record<string, string>> = { event: 'de', organizer: 'es', list: 'en' };

/** Pictures that the documents show, and their names there. */
const KEPT = [
  ['event-desk', 'page-event'],
  ['event-dark-phone', 'page-phone'],
  ['organizer-desk', 'page-organizer'],
  ['unsubscribe-event-phone', 'page-unsubscribe'],
] as const;

async function shoot(
  page: Page,
  name: string,
  screens: readonly Screen[],
  folder: string,
): Promise<void> {
  for (const { name: screen, width, height } of screens) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: join(folder, `${name}-${screen}.png`), fullPage: true });
  }
}

async function takeDark(
  browser: Browser,
  pages: readonly ShownPage[],
  screens: readonly Screen[],
  folder: string,
): Promise<void> {
  for (const { name, url } of pages) {
    const locale = IN_DARK[name] ?? 'en';
    const context = await browser.newContext({ colorScheme: 'dark', locale });
    const page = await context.newPage();
    await page.goto(url);
    await shoot(page, `${name}-dark`, screens, folder);
    await context.close();
  }
}

/** Takes a picture of every page of people on every screen, without JavaScript, and of the view that shares one. */
export async function takePages(
  browser: Browser,
  stack: Stack,
  screens: readonly Screen[],
  folder: string,
): Promise<number> {
  const pages = await everyPage(stack);
  const dark = pages.filter(({ name }) => name in IN_DARK);
  await takeDark(browser, dark, screens, folder);
  const context = await browser.newContext({ locale: 'en', javaScriptEnabled: false });
  const page = await context.newPage();
  for (const { name, url, act } of pages) {
    await page.goto(url);
    await act?.(page);
    await shoot(page, name, screens, folder);
  }
  await context.close();
  const [event] = pages;
  const eventId = event?.url.split('/').at(-1) ?? '';
  const shared = await takeShare(browser, stack, eventId, screens, folder);
  return (pages.length + dark.length) * screens.length + shared;
}

/** Copies the pictures that the documents show. @throws for one that is too large */
export const keepPages = (folder: string, docs: string): void => keepPictures(folder, docs, KEPT);
