import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { Stack } from '../local/stack.ts';
import type { Screen } from './dashboard-pictures.ts';

const VENDOR = 'Mailchimp';

/** Takes a picture of the view that shares an event, on every screen, light and dark, and says how many. */
export async function takeShare(
  browser: Browser,
  { endpoints }: Stack,
  eventId: string,
  screens: readonly Screen[],
  folder: string,
): Promise<number> {
  const themes = ['light', 'dark'] as const;
  for (const colorScheme of themes) {
    const context = await browser.newContext({ locale: 'en-GB', colorScheme });
    await context.addInitScript(
      `sessionStorage.setItem('convoke-key', ${JSON.stringify(endpoints.apiKey)})`,
    );
    const page = await context.newPage();
    await page.goto(`${endpoints.http}/dashboard/events/${eventId}/share`);
    await page.getByLabel(VENDOR, { exact: true }).check();
    await page.getByRole('heading', { name: VENDOR }).waitFor();
    for (const { name, width, height } of screens) {
      await page.setViewportSize({ width, height });
      // As high as the page: what stands in a frame is drawn only where it is seen.
      const whole: number = await page.evaluate('document.documentElement.scrollHeight');
      await page.setViewportSize({ width, height: whole });
      await page.waitForTimeout(500);
      const file = `dashboard-share-${colorScheme}-${name}.png`;
      await page.screenshot({ path: join(folder, file) });
    }
    await context.close();
  }
  return themes.length * screens.length;
}
