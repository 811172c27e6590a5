import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Stack } from '../local/stack.ts';
import { fillStack, guestRows, stageList } from '../test/e2e/filled-stack.ts';
import { keepPictures } from './keep-pictures.ts';

/** What a screen is: its name in file names, and its size in CSS pixels. */
export type Screen = Readonly<{ name: string; width: number; height: number }>;

/** A view, and what is pressed on it before its picture is taken. */
type View = Readonly<{ name: string; path: string; press?: string; key?: string | undefined }>;

const GUESTS = 400;
const THEMES = ['light', 'dark'] as const;

/** Views that the README shows, and the part of a window of 1,280 that is seen of each: no card is cut through. */
const KEPT_PARTS = {
  events: { x: 0, y: 0, width: 1_280, height: 420 },
  overview: { x: 0, y: 0, width: 1_280, height: 772 },
  // Without the menu: the mail and the calendar side by side are what it is about.
  list: { x: 226, y: 190, width: 1_040, height: 955 },
} as const;

type KeptView = keyof typeof KEPT_PARTS;
const isKept = (name: string): name is KeptView => Object.hasOwn(KEPT_PARTS, name);
const KEPT_WINDOW = { width: 1_280, height: 1_200 };

async function settle(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
  // What is read behind the first answer, and the fonts. Not until the network is idle: views ask again each second.
  await page.waitForTimeout(500);
}

/** Makes the window as high as the page: what stands in a frame is drawn only where it is seen. */
async function growToPage(page: Page, { width, height }: Screen): Promise<void> {
  const whole: number = await page.evaluate('document.documentElement.scrollHeight');
  if (whole <= height) return;
  await page.setViewportSize({ width, height: whole });
  await page.waitForTimeout(300);
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

async function takeViews(
  browser: Browser,
  { endpoints }: Stack,
  views: readonly View[],
  screen: Screen,
  folder: string,
): Promise<void> {
  for (const theme of THEMES) {
    for (const { name, path, press, key = endpoints.apiKey } of views) {
      const context = await browser.newContext({
        viewport: { width: screen.width, height: screen.height },
        ...{ locale: 'en-GB', timezoneId: 'Europe/Berlin', colorScheme: theme },
      });
      await context.addInitScript(
        `if (self === top) sessionStorage.setItem('convoke-key', ${JSON.stringify(key)})`,
      );
      const page = await context.newPage();
      await page.goto(`${endpoints.http}/dashboard${path}`);
      await settle(page);
      if (press !== undefined) await page.locator(press).first().click();
      const file = `dashboard-${name}-${theme}-${screen.name}.png`;
      if (isKept(name) && `${theme}-${screen.name}` === 'light-desk') {
        await keep(page, name, folder);
      }
      if (press === undefined) await growToPage(page, screen);
      await page.screenshot({ path: join(folder, file) });
      await context.close();
    }
  }
}

/** Every view of a filled stack. */
async function viewsOf(stack: Stack): Promise<readonly View[]> {
  const { api, eventId, seriesId, runId } = await fillStack(stack, GUESTS);
  const listId = await stageList(api, seriesId, guestRows(90, 'club.example'));
  const { items } = await api.get<{ items: { mailId: string }[] }>('/v1/inbound?outcome=HOLD');
  const event = `/events/${eventId}`;
  return [
    { name: 'events', path: '/events' },
    { name: 'events-table', path: '/events?as=table&show=all' },
    { name: 'overview', path: `${event}/overview` },
    { name: 'series', path: `/events/${seriesId}/overview` },
    { name: 'guests', path: `${event}/guests` },
    { name: 'guest', path: `${event}/guests`, press: '.guest button' },
    { name: 'nudge', path: `${event}/guests`, press: 'text=Remind' },
    { name: 'send', path: `${event}/send` },
    { name: 'list', path: `/events/${seriesId}/send/${listId}` },
    { name: 'confirm', path: `/events/${seriesId}/send/${listId}`, press: 'form .button.main' },
    { name: 'versions', path: `/events/${seriesId}/versions` },
    { name: 'proposals', path: `${event}/proposals` },
    { name: 'runs', path: '/runs' },
    { name: 'run', path: `/runs/${runId}` },
    { name: 'mails', path: '/mail?outcome=all' },
    { name: 'mail', path: `/mail/${items[0]?.mailId}` },
    { name: 'executions', path: '/executions/send' },
    { name: 'execution', path: `/executions/send/send-${runId}` },
    { name: 'new', path: '/events/new' },
    { name: 'numbers', path: '/domain/numbers' },
    { name: 'organizers', path: '/domain/organizers' },
    { name: 'organizer', path: '/domain/organizer?address=events@society.example' },
    { name: 'addresses', path: '/domain/addresses' },
    { name: 'trail', path: '/domain/trail' },
    { name: 'settings', path: '/domain/settings' },
    { name: 'keys', path: '/connect/keys' },
    { name: 'webhooks', path: '/connect/webhooks' },
    { name: 'menu', path: '/events', press: '.foot button' },
    { name: 'nowhere', path: '/nowhere' },
  ];
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
  const empty: readonly View[] = [
    { name: 'sign-in', path: '/', key: 'none' },
    { name: 'teach', path: '/events' },
    { name: 'no-runs', path: '/runs' },
    { name: 'no-mails', path: '/mail' },
    { name: 'no-executions', path: '/executions' },
  ];
  const shown = empty.filter(isAsked);
  for (const screen of screens) await takeViews(browser, stack, shown, screen, folder);
  const views = (await viewsOf(stack)).filter(isAsked);
  for (const screen of screens) await takeViews(browser, stack, views, screen, folder);
  return (shown.length + views.length) * screens.length * THEMES.length;
}
