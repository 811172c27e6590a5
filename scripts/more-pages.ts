import type { Page } from 'playwright-core';
import { openApi } from '../local/demo/api.ts';
import type { Stack } from '../local/stack.ts';
import { linkTo, press, type ShownPage, UNPROVEN } from '../test/browser/every-page.ts';
import { showEvent } from '../test/browser/show-event.ts';

const typed = (address: string) => async (page: Page) => {
  await page.locator('input[type=email]').fill(address);
  await press(page);
};

/**
 * Pages that the tests of all pages leave out, since each has the shape of one that they look at: states of a link that
 * was used, of an event that is closed, and the pages of the embedded stack itself.
 */
export async function morePages(stack: Stack): Promise<readonly ShownPage[]> {
  const { endpoints } = stack;
  const { http, mailbox } = endpoints;
  const api = openApi(endpoints);
  const lone = { email: 'lone@observatory.example', name: 'Lone organizer' };
  const fields = {
    ...{ title: 'Closed evening', start: '2031-05-01T19:00:00', end: '2031-05-01T21:00:00' },
    ...{ timeZone: 'Europe/Berlin', organizer: lone },
  };
  const closed = await showEvent(endpoints, fields, { public: true, open: false });
  const { page } = await api.get<{ page: { organizerUrl?: string } }>(
    `/v1/events/${closed.eventId}`,
  );
  const over = await showEvent(
    endpoints,
    { ...fields, title: 'Long ago', start: '2021-05-01T19:00:00', end: '2021-05-01T21:00:00' },
    { public: true },
  );
  const open = await showEvent(endpoints, { ...fields, title: 'Open evening' }, { public: true });
  const confirm = await linkTo(stack, UNPROVEN, '/confirm/');
  return [
    { name: 'event-closed', url: closed.url },
    { name: 'event-over', url: over.url },
    ...(page.organizerUrl ? [{ name: 'organizer-nothing', url: page.organizerUrl }] : []),
    {
      ...{
        name: 'button-sent',
        url: `${http}/i/${open.eventId}?src=mailchimp&e=uma@guests.example`,
      },
      act: async (shown) => press(shown),
    },
    {
      name: 'embed-sent',
      url: `${http}/embed/e/${open.eventId}`,
      act: typed('vic@guests.example'),
    },
    { name: 'confirm-used', url: confirm },
    { name: 'confirm-broken', url: `${http}/confirm/none` },
    { name: 'list-broken', url: `${http}/list/none` },
    { name: 'report-broken', url: `${http}/unsubscribe/none/report/${open.eventId}` },
    { name: 'no-page', url: `${http}/no/such/page` },
    { name: 'welcome', url: `${http}/` },
    { name: 'mailbox', url: `${mailbox}/` },
  ];
}
