import type { Page } from 'playwright-core';
import { countAll } from '../../adapters/counters.ts';
import { FREE_OF_WORK, LIMITS } from '../../domain/invite/ask-limits.ts';
import { openApi, until } from '../../local/demo/api.ts';
import { post } from '../../local/demo/post.ts';
import type { Stack } from '../../local/stack.ts';
import { calendarText } from '../domain/itip/calendars.ts';
import { bySmtp } from '../stack/invitations.ts';
import { showEvent } from './show-event.ts';

/** A page of people, and what is done on it before it is looked at. */
export type ShownPage = Readonly<{
  name: string;
  url: string;
  act?(page: Page): Promise<void>;
}>;

const ORGANIZER = { email: 'events@observatory.example', name: 'Potsdam Observatory' };
const GUEST = 'mira@guests.example';

/** Whom `CONVOKE_ORGANIZERS` must name: a mail that nothing proves is asked about only in a known name. */
export const UNPROVEN = 'press@observatory.example';

const LECTURE = {
  ...{ title: 'Evening lecture: How weather is computed', timeZone: 'Europe/Berlin' },
  ...{ start: '2031-03-18T19:00:00', end: '2031-03-18T20:30:00' },
  location: 'Observatory, Hall 2, Telegrafenberg 1, Potsdam',
  description:
    'From the first sheet of numbers in 1922 to the models of today: what can be known ten days ahead, and what cannot.\n\nDoors open at 18:30. Admission is free.',
};

const OPEN_HOUSE = { title: 'Open house', start: '2031-04-03', end: '2031-04-05' };

const SERIES = calendarText({
  uid: 'telescopes@observatory.example',
  organizer: `ORGANIZER;CN=${ORGANIZER.name}:mailto:${ORGANIZER.email}`,
  times: ['DTSTART:20310416T190000Z', 'DTEND:20310416T230000Z'],
  lines: ['RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=6', 'LOCATION:Great refractor'],
}).replace('Autumn meeting', 'Night of the telescopes');

const ROWS =
  'email,name\nann@guests.example,Ann\nben@guests.example,Ben\nnobody,Cid\nann@guests.example,Ann\n';

/** The link of the newest mail to somebody, once it is there. @param pattern of its path */
export async function linkTo({ endpoints }: Stack, to: string, pattern: string): Promise<string> {
  const link = new RegExp(`http://[^\\s<>"]+${pattern}[^\\s<>"]+`);
  return until(`a mail to ${to}`, 30, async () => {
    const answer = await fetch(`${endpoints.mailbox}/messages?to=${to}&limit=500`);
    const mails = (await answer.json()) as readonly { raw: string }[];
    const found = mails.map(({ raw }) =>
      link.exec(raw.replace(/=\r?\n/g, '').replace(/=3D/g, '=')),
    );
    return found.findLast((each) => each !== null)?.[0];
  });
}

async function heat(eventId: string): Promise<void> {
  const use = { name: 'event_brief', limit: LIMITS.event_brief, about: eventId } as const;
  await countAll([{ ...use, cost: FREE_OF_WORK }], Date.now());
}

/** Waits until the page is a second old: its form wants that between page and press. */
export async function untilOld(page: Page): Promise<void> {
  const age: number = await page.evaluate(
    "performance.now() - performance.getEntriesByType('navigation')[0].responseStart",
  );
  await page.waitForTimeout(Math.max(0, 1_050 - age));
}

/** Presses a button of a form. @param name without: the first one */
export async function press(page: Page, name?: string): Promise<void> {
  await untilOld(page);
  await page
    .getByRole('button', name === undefined ? {} : { name })
    .first()
    .click();
}

const typed = (address: string) => async (page: Page) => {
  await page.locator('input[type=email]').fill(address);
  await press(page);
};

/** Fills a stack until it has every page that people see, and says where they are. */
export async function everyPage(stack: Stack): Promise<readonly ShownPage[]> {
  const { endpoints } = stack;
  const { http, mailboxes } = endpoints;
  const api = openApi(endpoints);
  const show = (fields: object, page?: Readonly<Record<string, boolean>>) =>
    showEvent(endpoints, { organizer: ORGANIZER, ...fields }, page);
  const { eventId, url } = await show(LECTURE);
  await show({ ...OPEN_HOUSE, location: 'Observatory' });
  const series = await showEvent(endpoints, SERIES);
  const off = await show({ ...LECTURE, title: 'Called off' }, { public: true });
  await api.post(`/v1/events/${off.eventId}/cancel`, {});
  const hot = await show({ ...LECTURE, title: 'Sought after' }, { public: true });
  await heat(hot.eventId);
  const { page } = await api.get<{ page: { organizerUrl: string } }>(`/v1/events/${eventId}`);
  const key = page.organizerUrl.split('/').at(-1);

  await api.post(`/v1/events/${eventId}/invites`, { address: GUEST });
  const parts = [
    { type: 'text/plain; charset=utf-8', body: 'Consent: They signed up on our website' },
    {
      type: 'text/csv; name=guests.csv',
      disposition: 'attachment; filename=guests.csv',
      body: ROWS,
    },
  ];
  const list = { to: mailboxes.bulk, subject: `Guests of ${eventId}`, headers: [], parts };
  const unproven = { verdicts: 'dkim=pass:google.com dmarc=fail' };
  const mails = [
    bySmtp(ORGANIZER.email, '', { to: mailboxes.bulk, mail: list }),
    bySmtp(UNPROVEN, mailboxes.calendar, unproven),
  ];
  await post(
    endpoints,
    mails.map((mail) => (mail.via === 'smtp' ? [{ ...mail, raw: String(mail.raw) }] : [])),
  );
  const unsubscribe = await linkTo(stack, GUEST, '/unsubscribe/');
  const button = `${http}/i/${eventId}?src=mailchimp`;
  return [
    { name: 'event', url },
    { name: 'event-wrong', url, act: typed('mira@guests') },
    { name: 'event-sent', url, act: typed('noor@guests.example') },
    { name: 'event-check', url: hot.url, act: typed('otto@guests.example') },
    { name: 'event-series', url: series.url },
    { name: 'event-cancelled', url: off.url },
    { name: 'organizer', url: page.organizerUrl },
    { name: 'organizer-none-chosen', url: page.organizerUrl, act: typed('noor@guests.example') },
    { name: 'button', url: `${button}&e=mira+news@guests.example` },
    { name: 'button-asks', url: button },
    { name: 'button-preview', url: `${button}&e=*|EMAIL|*` },
    { name: 'buttons', url: `${url}/buttons?vendor=mailchimp` },
    { name: 'missing', url: `${http}/e/none` },
    { name: 'embed-event', url: `${http}/embed/e/${eventId}?accent=0a7d4f` },
    { name: 'embed-button', url: `${http}/embed/e/${eventId}?show=button` },
    { name: 'embed-organizer', url: `${http}/embed/u/${key}?accent=ffd500` },
    { name: 'report', url: `${unsubscribe}/report/${eventId}` },
    {
      ...{ name: 'report-done', url: `${unsubscribe}/report/${eventId}` },
      act: (shown) => shown.getByRole('button').click(),
    },
    { name: 'unsubscribe', url: unsubscribe },
    {
      ...{ name: 'unsubscribe-event', url: unsubscribe },
      act: (shown) => shown.locator('button[value^=stop-event]').first().click(),
    },
    {
      ...{ name: 'unsubscribe-all', url: unsubscribe },
      act: (shown) => shown.locator('button[value=stop-everything]').click(),
    },
    { name: 'unsubscribe-broken', url: `${http}/unsubscribe/none` },
    { name: 'confirm', url: await linkTo(stack, UNPROVEN, '/confirm/') },
    {
      ...{ name: 'confirm-done', url: await linkTo(stack, UNPROVEN, '/confirm/') },
      act: (shown) => shown.getByRole('button').click(),
    },
    { name: 'list', url: await linkTo(stack, ORGANIZER.email, '/list/') },
    {
      ...{ name: 'list-done', url: await linkTo(stack, ORGANIZER.email, '/list/') },
      act: (shown) => shown.locator('button').nth(1).click(),
    },
    { name: 'sign-in', url: `${http}/sign-in` },
    { name: 'sign-in-code', url: `${http}/sign-in`, act: typed('owner@example.test') },
    {
      ...{ name: 'sign-in-wrong-code', url: `${http}/sign-in/code` },
      act: async (shown) => {
        await shown.locator('#code').fill('000000');
        await shown.getByRole('button').click();
      },
    },
    {
      ...{ name: 'sign-in-link', url: `${http}/sign-in/code` },
      act: async (shown) => {
        await shown.goto(await linkTo(stack, 'owner@example.test', '/sign-in/'));
      },
    },
    { name: 'sign-in-broken', url: `${http}/sign-in/none` },
    { name: 'sign-out', url: `${http}/sign-out` },
    { name: 'reference', url: `${http}/v1/reference` },
    { name: 'problem', url: `${http}/v1/problems/not_found` },
  ];
}
