// Takes pictures of the dashboard and of the public pages as a phone and a desk show them: npm run pictures.
// They lie in .local/pictures; --keep writes the small ones of the README to docs/.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { readSettings } from '../local/settings.ts';
import { startStack } from '../local/stack.ts';
import { openBrowser } from '../test/browser/open-browser.ts';
import { showEvent } from '../test/browser/show-event.ts';
import { takeDashboard } from './dashboard-pictures.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, '.local', 'pictures');
const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });

const SIZES = [
  { name: 'phone', width: 390, height: 844 },
  { name: 'desk', width: 1440, height: 900 },
] as const;

/** Pictures that the README shows, and their names there. */
const KEPT = [
  ['event-desk', 'page-event'],
  ['event-dark-phone', 'page-phone'],
] as const;

type Shot = Readonly<{ name: string; url: string; language?: string; dark?: boolean }>;

async function take(browser: Browser, { name, url, language = 'en', dark = false }: Shot) {
  for (const size of SIZES) {
    const context = await browser.newContext({
      viewport: { width: size.width, height: size.height },
      locale: language,
      colorScheme: dark ? 'dark' : 'light',
      javaScriptEnabled: false,
    });
    const page = await context.newPage();
    await page.goto(url);
    await page.screenshot({ path: join(folder, `${name}-${size.name}.png`), fullPage: true });
    await context.close();
  }
}

const EVENTS = [
  {
    ...{ title: 'Evening lecture: How weather is computed', timeZone: 'Europe/Berlin' },
    ...{ start: '2027-03-18T19:00:00', end: '2027-03-18T20:30:00' },
    location: 'Observatory, Hall 2, Telegrafenberg 1, Potsdam',
    description:
      'From the first sheet of numbers in 1922 to the models of today: what can be known ten days ahead, and what cannot.\n\nDoors open at 18:30. Admission is free.',
  },
  {
    ...{ title: 'Open house', start: '2027-04-03', end: '2027-04-05', location: 'Observatory' },
  },
  {
    ...{ title: 'Night of the telescopes', timeZone: 'Europe/Berlin' },
    ...{ start: '2027-04-16T21:00:00', end: '2027-04-17T01:00:00', location: 'Great refractor' },
  },
];

const data = mkdtempSync(join(tmpdir(), 'convoke-pictures-'));
mkdirSync(folder, { recursive: true });
const ports = { CONVOKE_HTTP_PORT: '0', CONVOKE_SMTP_PORT: '0', CONVOKE_MAILBOX_PORT: '0' };
const settings = readSettings({ ...ports, CONVOKE_AWS_PORT: '0', CONVOKE_DATA: data });
const stack = await startStack(settings);
const browser = await openBrowser();
try {
  const dashboard = await takeDashboard(browser, stack, SIZES, folder);
  const organizer = { email: 'events@observatory.example', name: 'Potsdam Observatory' };
  const shown = [];
  for (const event of EVENTS) shown.push(await showEvent(stack.endpoints, { ...event, organizer }));
  const [lecture] = shown;
  if (lecture === undefined) throw new Error('there is no event');
  const { http } = stack.endpoints;
  const { page } = (await (
    await fetch(`${http}/v1/events/${lecture.eventId}`, {
      headers: { authorization: `Bearer ${stack.endpoints.apiKey}` },
    })
  ).json()) as { page: { organizerUrl: string } };
  const button = `${http}/i/${lecture.eventId}?src=mailchimp`;
  const shots: readonly Shot[] = [
    { name: 'event', url: lecture.url },
    { name: 'event-dark', url: lecture.url, language: 'de', dark: true },
    { name: 'organizer', url: page.organizerUrl },
    { name: 'button', url: `${button}&e=mira+news@example.com`, language: 'fr' },
    { name: 'preview', url: `${button}&e=*|EMAIL|*` },
    { name: 'buttons', url: `${lecture.url}/buttons?vendor=mailchimp` },
    { name: 'embed', url: `${http}/embed/e/${lecture.eventId}?theme=light&accent=0a7d4f` },
    { name: 'missing', url: `${http}/e/none`, language: 'es' },
  ];
  for (const shot of shots) await take(browser, shot);
  for (const [name, kept] of values.keep ? KEPT : []) {
    copyFileSync(join(folder, `${name}.png`), join(root, 'docs', `${kept}.png`));
  }
  console.log(`${dashboard + shots.length * SIZES.length} pictures lie in ${folder}`);
} finally {
  await browser.close();
  await stack.close();
  rmSync(data, { recursive: true, force: true });
}
