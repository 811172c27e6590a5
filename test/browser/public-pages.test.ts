import { createServer } from 'node:http';
import { expect, test } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { countAll } from '../../adapters/counters.ts';
import { FREE_OF_WORK, LIMITS } from '../../domain/invite/ask-limits.ts';
import type { EventStats } from '../../domain/invite/stats.ts';
import { listen } from '../../local/aws/listen.ts';
import { countMails, listOutMails, usePrivateStack } from '../stack/private-stack.ts';
import { COLOUR_RULES, violationsOf } from './accessibility.ts';
import { everyPage, linkTo, press, UNPROVEN, untilOld } from './every-page.ts';
import { type ShownEvent, showEvent } from './show-event.ts';
import { useBrowser } from './use-browser.ts';

const at = usePrivateStack({ CONVOKE_ORGANIZERS: `${UNPROVEN},*` });
const browser = useBrowser();

const HOST = { email: 'events@observatory.example', name: 'Observatory' };
const LECTURE = {
  ...{ title: 'Lecture', start: '2031-03-04T19:00:00', end: '2031-03-04T20:30:00' },
  ...{ timeZone: 'Europe/Berlin', location: 'Hall 2', description: 'Doors: 18:30' },
};

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1_440, height: 900 };

const show = (fields: object = {}, page = { public: true, listed: true }): Promise<ShownEvent> =>
  showEvent(at().stack.endpoints, { ...LECTURE, organizer: HOST, ...fields }, page);

/** Opens a page as a visitor of their own; the forms want a second before they are pressed. */
async function visit(
  url: string,
  use: (page: Page) => Promise<void>,
  options: BrowserContextOptions = { javaScriptEnabled: false },
): Promise<void> {
  const context = await browser().newContext({ locale: 'en', ...options });
  const page = await context.newPage();
  await page.goto(url);
  await use(page);
  await context.close();
}

test('page, address, press: the invitation is in the mailbox, from the sender that the page names', async () => {
  const { url } = await show();
  await visit(url, async (page) => {
    // By the keyboard alone, from the top of the page.
    await page.keyboard.press('Tab');
    await page.keyboard.type('ada@guests.example');
    await untilOld(page);
    await page.keyboard.press('Enter');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      'Look into your mailbox',
    );
    const [mail] = await listOutMails(at(), 'ada@guests.example');
    expect(mail?.raw).toContain('method=REQUEST');
    expect(await page.locator('main').textContent()).toContain(`Its sender is ${mail?.from}.`);
  });
}, 30_000);

test('a link of a newsletter keeps its +, GET sends nothing, and one press sends', async () => {
  const { eventId } = await show();
  const link = `${at().stack.endpoints.http}/i/${eventId}?src=mailchimp&e=mira+news@guests.example&mc_eid=1`;
  for (let times = 0; times < 3; times += 1) await (await fetch(link)).text();
  expect(await countMails(at(), 'mira+news@guests.example')).toBe(0);
  await visit(link, async (page) => {
    expect(await page.locator('main').textContent()).toContain('It goes to m•••@guests.example.');
    await press(page);
    expect(page.url()).not.toContain('mira');
  });
  expect(await countMails(at(), 'mira+news@guests.example')).toBe(1);
  const stats = await at().api.get<EventStats>(`/v1/events/${eventId}/stats`);
  expect(stats.invited.byOrigin).toEqual({ 'button:mailchimp': 1 });
}, 30_000);

test('several events of an organizer, one address, one press; and the way out of all mails', async () => {
  const organizer = { email: 'series@observatory.example', name: 'Series' };
  const { eventId } = await show({ organizer, title: 'First' });
  await show({ organizer, title: 'Second' });
  await show({ organizer, title: 'Third' });
  const event = await at().api.get<{ page: { organizerUrl: string } }>(`/v1/events/${eventId}`);
  await visit(event.page.organizerUrl, async (page) => {
    await page.getByRole('checkbox', { name: 'First' }).check();
    await page.getByRole('checkbox', { name: 'Third' }).check();
    await page.getByLabel('Your email address').fill('eve@guests.example');
    await press(page);
  });
  const mails = await listOutMails(at(), 'eve@guests.example');
  const subjects = mails.map(({ raw }) => /^Subject: (.*)/m.exec(raw)?.[1]?.trim());
  expect(subjects.sort()).toEqual(['Invitation: First', 'Invitation: Third']);
  const link = /^List-Unsubscribe: <([^>]+)>/im.exec(mails[0]?.raw ?? '')?.[1] ?? '';
  await visit(
    link,
    async (page) => {
      await page.getByRole('button', { name: 'Alles abbestellen' }).click();
      expect(await page.getByRole('status').textContent()).toContain('Erledigt');
      await page.getByRole('link', { name: 'Français' }).click();
      expect(await page.textContent('main')).toContain('Vous êtes désabonné de tout.');
    },
    { javaScriptEnabled: false, locale: 'de' },
  );
}, 30_000);

test('sign-in without JavaScript: an address, the link of the mail, one press', async () => {
  const { http } = at().stack.endpoints;
  const who = 'host@observatory.example';
  await show({ organizer: { email: who } });
  await visit(`${http}/sign-in?returnTo=%2Fv1%2Freference`, async (page) => {
    await page.getByLabel('Your e-mail address').fill(who);
    await page.getByRole('button').click();
    const link = await linkTo(at().stack, who, '/sign-in/');
    await page.goto(link);
    expect(await page.textContent('main')).toContain(`You sign in as ${who}.`);
    await page.getByRole('button').click();
    expect(new URL(page.url()).pathname).toBe('/v1/reference');
    const session = await page.request.get(`${http}/v1/session`);
    expect(await session.json()).toMatchObject({ address: who, role: 'organizer' });
  });
}, 30_000);

test('a button in somebody else’s page has the height of its content, and sends', async () => {
  const { eventId } = await show();
  const { http } = at().stack.endpoints;
  const tag = `<script src="${http}/embed.js" data-event="${eventId}" data-theme="dark" data-accent="#0a7d4f" data-width="360"></script>`;
  const body = `<!doctype html><html lang="en"><title>Host</title><h1>Host</h1>${tag}</html>`;
  const host = await listen(
    createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(body);
    }),
    'a page with a frame',
    0,
  );
  await visit(
    host.url,
    async (page) => {
      const frame = page.frameLocator('iframe');
      await frame.getByLabel('Your email address').fill('host@guests.example');
      const element = page.locator('iframe');
      await page.waitForFunction("document.querySelector('iframe').offsetHeight > 300");
      expect(await element.evaluate((node: { offsetWidth: number }) => node.offsetWidth)).toBe(360);
      const [, inner] = page.frames();
      if (inner) expect(await violationsOf(inner)).toEqual([]);
      await page.waitForTimeout(1_100);
      await frame.getByRole('button').click();
      await frame.getByText('Look into your mailbox').waitFor();
    },
    {},
  );
  await host.close();
  expect(await countMails(at(), 'host@guests.example')).toBe(1);
}, 30_000);

async function heat(eventId: string): Promise<void> {
  const use = { name: 'event_brief', limit: LIMITS.event_brief, about: eventId } as const;
  await countAll([{ ...use, cost: FREE_OF_WORK }], Date.now());
}

test('an event that many ask for wants a proof of work, which the browser gives by itself', async () => {
  const { eventId, url } = await show();
  await heat(eventId);
  await visit(
    url,
    async (page) => {
      await page.getByLabel('Your email address').fill('work@guests.example');
      await press(page);
      await page.getByText('Look into your mailbox').waitFor({ timeout: 60_000 });
    },
    {},
  );
  expect(await countMails(at(), 'work@guests.example')).toBe(1);
}, 90_000);

test('without JavaScript a person decides about it, and the page says so', async () => {
  const { eventId, url } = await show();
  await heat(eventId);
  await visit(url, async (page) => {
    await page.getByLabel('Your email address').fill('plain@guests.example');
    await press(page);
    await page.getByRole('button', { name: 'Go on' }).click();
    expect(await page.locator('main').textContent()).toContain('a person looks at it first');
  });
  expect(await countMails(at(), 'plain@guests.example')).toBe(0);
}, 30_000);

test('A96 hostile texts add no element to a page and run nothing', async () => {
  const text = '<svg><animate onbegin=alert(1)></svg><img src=x onerror=alert(1)>"\'></script>';
  const hostile = await show({ title: text, location: text, description: text });
  const calm = await show({ title: 'x', location: 'x', description: 'x' });
  const counts: number[] = [];
  for (const { url } of [hostile, calm]) {
    await visit(
      url,
      async (page) => {
        const said: string[] = [];
        page.on('dialog', (dialog) => said.push(dialog.message()));
        counts.push(await page.locator('*').count());
        expect(await page.locator('h1').textContent()).toBe(url === hostile.url ? text : 'x');
        expect(said).toEqual([]);
      },
      {},
    );
  }
  expect(counts[0]).toBe(counts[1]);
}, 30_000);

test('axe finds nothing on any page of people, light and dark, and none is wider than its screen', async () => {
  const pages = await everyPage(at().stack);
  const context = await browser().newContext({ viewport: PHONE, locale: 'en' });
  const page = await context.newPage();
  // The page that asks for work stands still.
  await page.route('**/challenge.js', (route) => route.abort());
  for (const { name, url, act } of pages) {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(url);
    await act?.(page);
    await page.evaluate(
      "[...document.querySelectorAll('details')].slice(0, 4).forEach((details) => { details.open = true; })",
    );
    expect([name, 'light', await violationsOf(page)]).toEqual([name, 'light', []]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect([name, 'dark', await violationsOf(page, COLOUR_RULES)]).toEqual([name, 'dark', []]);
    for (const viewport of [DESK, PHONE]) {
      await page.setViewportSize(viewport);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect([name, width]).toEqual([name, viewport.width]);
    }
  }
  await context.close();
}, 180_000);

test('who asks too often is told when to come again', async () => {
  const { url } = await show();
  await visit(url, async (page) => {
    const form = await page.locator('input[name=form]').inputValue();
    await untilOld(page);
    // The presses before, of one network, without a browser; a window may end among them.
    for (
      let times = 0, status = 0;
      times < 2 * LIMITS.network_brief.most && status !== 429;
      times += 1
    ) {
      const fields = { form, address: `often${times}@guests.example` };
      status = (await fetch(url, { method: 'POST', body: new URLSearchParams(fields) })).status;
    }
    await page.getByLabel('Your email address').fill('often@guests.example');
    const answer = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('button').click();
    const response = await answer;
    expect(response.status()).toBe(429);
    expect(Number(response.headers()['retry-after'])).toBeGreaterThan(0);
    expect(await page.textContent('h1')).toBe('Too many requests');
  });
  expect(await countMails(at(), 'often@guests.example')).toBe(0);
}, 60_000);
