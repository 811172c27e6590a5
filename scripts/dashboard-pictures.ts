import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Stack } from '../local/stack.ts';
import { EMPTY_VIEWS, filledViews, type View } from './dashboard-views.ts';
import { keepPictures } from './keep-pictures.ts';

/** What a screen is: its name in file names, and its size in CSS pixels. */
export type Screen = Readonly<{ name: string; width: number; height: number }>;

const THEMES = ['light', 'dark'] as const;

/** Views that the README shows, and the part of a window of 1,280 that is seen of each: no card is cut through. */
const KEPT_PARTS = {
  events: { x: 0, y: 0, width: 1_280, height: 500 },
  overview: { x: 0, y: 0, width: 1_280, height: 772 },
  // Without the menu: the mail and the calendar side by side are what it is about.
  list: { x: 226, y: 190, width: 1_040, height: 996 },
} as const;

type KeptView = keyof typeof KEPT_PARTS;
const isKept = (name: string): name is KeptView => Object.hasOwn(KEPT_PARTS, name);
const KEPT_WINDOW = { width: 1_280, height: 1_260 };

async function settle(page: Page, { isLoading = false }: View): Promise<void> {
  await page.locator('h1').first().waitFor();
  if (!isLoading) await page.locator('.skeleton').first().waitFor({ state: 'detached' });
  // What is read behind the first answer, and the fonts. Not until the network is idle: views ask again each second.
  await page.waitForTimeout(700);
}

/** Makes the window as high as the page: what stands in a frame is drawn only where it is seen. */
async function growToPage(page: Page, { width, height }: Screen): Promise<void> {
  await page.setViewportSize({ width, height });
  const isAsked =
    (await page.locator('[role=alertdialog], [role=dialog], [role=menu]').count()) > 0;
  const whole: number = await page.evaluate('document.documentElement.scrollHeight');
  if (!isAsked && whole > height) await page.setViewportSize({ width, height: whole });
  await page.waitForTimeout(250);
}

/** What a document shows of a view; then the window is as it was. */
async function keep(page: Page, name: KeptView, folder: string): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize(KEPT_WINDOW);
  await page.waitForTimeout(500);
  const path = join(folder, `kept-${name}.png`);
  await page.screenshot({ path, clip: KEPT_PARTS[name] });
  if (before) await page.setViewportSize(before);
}

/** Opens a view in a window of its own, and takes it on every screen, light and dark. */
async function takeView(
  browser: Browser,
  { http, apiKey }: Stack['endpoints'],
  view: View,
  screens: readonly Screen[],
  folder: string,
): Promise<void> {
  const { name, path, press = [], key = apiKey } = view;
  const context = await browser.newContext({
    ...{ viewport: KEPT_WINDOW, locale: 'en-GB', timezoneId: 'Europe/Berlin' },
    colorScheme: 'light',
  });
  context.setDefaultTimeout(15_000);
  await context.addInitScript(
    `if (self === top) sessionStorage.setItem('convoke-key', ${JSON.stringify(key)})`,
  );
  const page = await context.newPage();
  await view.before?.(page);
  await page.goto(`${http}/dashboard${path}`);
  await settle(page, view);
  for (const each of press) await page.locator(each).first().click();
  await view.act?.(page);
  if (isKept(name)) await keep(page, name, folder);
  for (const screen of screens) {
    await growToPage(page, screen);
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      const file = `dashboard-${name}-${colorScheme}-${screen.name}.png`;
      await page.screenshot({ path: join(folder, file) });
    }
    await page.emulateMedia({ colorScheme: 'light' });
  }
  await context.close();
}

/** Pictures that the README shows, and their names there. */
const KEPT = [
  ['kept-events', 'dashboard-events'],
  ['kept-overview', 'dashboard-event'],
  ['kept-list', 'dashboard-send'],
] as const;

/** Copies the pictures that the README shows. @throws for one that is too large */
export const keepDashboard = (folder: string, docs: string): void =>
  keepPictures(folder, docs, KEPT);

/** Takes a picture of every view, or of `only` some, on every screen, light and dark: first empty, then filled. */
export async function takeDashboard(
  browser: Browser,
  stack: Stack,
  screens: readonly Screen[],
  folder: string,
  only: readonly string[] = [],
): Promise<number> {
  const isAsked = ({ name }: View): boolean => only.length === 0 || only.includes(name);
  const faults: unknown[] = [];
  const take = async (views: readonly View[]): Promise<number> => {
    const shown = views.filter(isAsked);
    for (const view of shown) {
      await takeView(browser, stack.endpoints, view, screens, folder).catch((cause: unknown) => {
        faults.push(new Error(`no picture of ${view.name}`, { cause }));
      });
    }
    return shown.length;
  };
  const empty = await take(EMPTY_VIEWS);
  const filled = await take(await filledViews(stack));
  // The rest is worth having: a view that changed its words fails alone.
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} views have no picture`);
  return (empty + filled) * screens.length * THEMES.length;
}
