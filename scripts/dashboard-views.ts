import type { Page } from 'playwright-core';
import { inviteOne } from '../adapters/invite-one.ts';
import { type Api, until } from '../local/demo/api.ts';
import type { Stack } from '../local/stack.ts';
import { fillStack, guestRows, stageList } from '../test/e2e/filled-stack.ts';

/** A view of the dashboard. */
export type View = Readonly<{
  name: string;
  path: string;
  /** Pressed one after the other before the picture is taken. */
  press?: readonly string[];
  /** Done before the view is opened: answers of the API that a filled stack does not give by itself. */
  before?(page: Page): Promise<void>;
  /** Done after the view is there. */
  act?(page: Page): Promise<void>;
  key?: string;
  /** The view waits for an answer that never comes. */
  isLoading?: boolean;
}>;

const GUESTS = 400;

type Made = Readonly<{ eventId: string; runId: string; webhookId: string; key: string }>;

/** Answers a call with what the API says and a change of it. */
const changed = (path: string, change: object) => async (page: Page) => {
  await page.route(path, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), ...change } });
  });
};
/** As if the run of a change had been stopped before it came to these guests. */
const outdated = async (page: Page): Promise<void> => {
  await page.route('**/v1/events/*/guests?*state=outdated*', async (route) => {
    const url = route.request().url().replace('&state=outdated', '&state=delivered');
    const answer = await route.fetch({ url });
    const { items } = (await answer.json()) as { items: object[] };
    const old = items.slice(0, 12).map((each) => ({ ...each, isNewest: false }));
    await route.fulfill({ response: answer, json: { items: old } });
  });
};
/** The connection is down, or the answer never comes, once somebody is signed in. */
const broken = async (page: Page): Promise<void> => {
  await page.route('**/v1/inbound*', (route) => route.abort());
};
const silent = async (page: Page): Promise<void> => {
  await page.route('**/v1/inbound*', () => undefined);
};
const unreachable = async (page: Page): Promise<void> => {
  await page.route('**/v1/**', (route) => route.abort());
};

/** Views of a stack in which nothing happened yet. */
export const EMPTY_VIEWS: readonly View[] = [
  { name: 'sign-in', path: '/', key: 'none' },
  {
    ...{ name: 'sign-in-code', path: '/', key: 'none' },
    act: async (page) => {
      await page.locator('#address').fill('owner@example.test');
      await page.locator('form button').first().click();
      await page.locator('#code').fill('000000');
      await page.locator('form button').first().click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    ...{ name: 'sign-in-key', path: '/', key: 'none' },
    act: async (page) => {
      await page.locator('summary').click();
      await page.locator('#key').fill('wrong');
      await page.locator('details button').click();
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'teach', path: '/events' },
  { name: 'no-runs', path: '/runs' },
  { name: 'no-mails', path: '/mail' },
  { name: 'no-executions', path: '/executions' },
  { name: 'no-numbers', path: '/domain/numbers' },
  { name: 'no-organizers', path: '/domain/organizers' },
  { name: 'no-trail', path: '/domain/trail' },
  { name: 'no-webhooks', path: '/connect/webhooks' },
  { name: 'loading', path: '/mail', before: silent, isLoading: true },
  { name: 'offline', path: '/mail', before: broken },
  { name: 'offline-start', path: '/events', before: unreachable },
];

/** An event whose one run waits for its time, a webhook, and an organizer's own key. */
async function fillRest(api: Api): Promise<Made> {
  const { eventId } = await api.post<{ eventId: string }>('/v1/events', {
    ...{ title: 'Winter ball', start: '2027-06-01T18:00:00', end: '2027-06-01T20:00:00' },
    ...{ timeZone: 'Europe/Vienna', organizer: { email: 'ball@society.example' } },
  });
  const listId = await stageList(api, eventId, 'email\nada@ball.example\nbea@ball.example\n');
  const at = { at: '2027-03-01T09:00:00', timeZone: 'America/New_York' };
  const { runId } = await api.post<{ runId: string }>(`/v1/events/${eventId}/runs`, {
    listId,
    ...at,
  });
  const { webhookId } = await api.post<{ webhookId: string }>('/v1/webhooks', {
    ...{
      url: 'http://127.0.0.1:9/hook',
      types: ['event.cancelled', 'run.finished'],
    },
    description: 'Ticket shop',
  });
  const { key } = await api.post<{ key: string }>('/v1/keys', {
    ...{ name: 'Society', scopes: ['read', 'send'], organizer: 'events@society.example' },
  });
  await api.post('/v1/keys', { name: 'Nightly report', scopes: ['read'] });
  await api.post('/v1/suppressions', { address: 'dana.koch3@guests.example' });
  await until('the run', 30, async () =>
    (await api.get<{ state: string }>(`/v1/runs/${runId}`)).state === 'scheduled'
      ? true
      : undefined,
  );
  return { eventId, runId, webhookId, key };
}

const lookUp =
  (address: string, ...press: readonly string[]) =>
  async (page: Page) => {
    await page.locator('input[type=email]').fill(address);
    await page.getByRole('button', { name: 'Look it up' }).click();
    await page.getByRole('heading', { name: address }).waitFor();
    for (const name of press) await page.getByRole('button', { name }).first().click();
  };

const FAILED = {
  ...{ state: 'needs_attention', sent: 394, failed: 4, unknown: 2, resent: 1 },
  failedByReason: { rejected: 3, bad_address: 1 },
  detail: 'A step failed after its retries. Redrive the run: it goes on there.',
};
const NOW_SENDING = { state: 'sending', sent: 180, skipped: 20, endedAt: undefined };
const SKIPPED = { skippedByReason: { already_invited: 12, unsubscribed: 6, suppressed: 2 } };

/** Every view of a filled stack. */
export async function filledViews(stack: Stack): Promise<readonly View[]> {
  const { api, eventId, seriesId, runId } = await fillStack(stack, GUESTS);
  const listId = await stageList(api, seriesId, guestRows(90, 'club.example'));
  const badId = await stageList(api, seriesId, 'email\nnobody\nno one at all\n', 'refused');
  const made = await fillRest(api);
  const asks = ['uma@guests.example', 'vic@guests.example'];
  for (const address of asks) {
    const name = address.startsWith('uma') ? { name: 'Uma Lind' } : {};
    const asked = { eventId: seriesId, address, origin: 'page', now: new Date() } as const;
    await inviteOne({ ...asked, ...name, isHeld: true });
  }
  type Listed = { items: { mailId: string }[] };
  const { items: held } = await api.get<Listed>('/v1/inbound?outcome=HOLD');
  const { items: dropped } = await api.get<Listed>('/v1/inbound?outcome=DROP');
  const { items: accepted } = await api.get<Listed>('/v1/inbound?outcome=ACCEPT&mailbox=calendar');
  type Events = { items: { eventId: string; title: string; status: string }[] };
  const { items: events } = await api.get<Events>('/v1/events');
  const off = events.find(({ status }) => status === 'cancelled')?.eventId;
  const festival = events.find(({ title }) => title === 'Harvest festival')?.eventId;
  const event = `/events/${eventId}`;
  const run = `/runs/${runId}`;
  const organizer = '/domain/organizer?address=events@society.example';
  return [
    { name: 'events', path: '/events' },
    { name: 'events-table', path: '/events?as=table&show=all' },
    { name: 'events-none', path: '/events?q=zzz' },
    { name: 'overview', path: `${event}/overview` },
    { name: 'overview-nobody', path: `/events/${festival}/overview` },
    { name: 'overview-cancelled', path: `/events/${off}/overview` },
    { name: 'series', path: `/events/${seriesId}/overview` },
    { name: 'cancel', path: `${event}/overview`, press: ['text=Cancel the event'] },
    { name: 'stop', path: `${event}/overview`, press: ['header >> text=Stop the event'] },
    { name: 'change', path: `${event}/change` },
    { name: 'change-ask', path: `${event}/change`, press: ['form .button.main'] },
    { name: 'guests', path: `${event}/guests` },
    { name: 'guests-nobody', path: `/events/${festival}/guests` },
    { name: 'guests-none', path: `${event}/guests?q=zzz` },
    { name: 'guests-bounced', path: `${event}/guests?state=bounced` },
    { name: 'guests-asks', path: `/events/${seriesId}/guests` },
    { name: 'guests-outdated', path: `${event}/guests?state=outdated`, before: outdated },
    {
      ...{ name: 'renew', path: `${event}/guests?state=outdated`, before: outdated },
      press: ['text=Send the newest version'],
    },
    { name: 'guest', path: `${event}/guests`, press: ['.guest button'] },
    { name: 'nudge', path: `${event}/guests`, press: ['text=Remind'] },
    { name: 'send', path: `${event}/send` },
    { name: 'send-cancelled', path: `/events/${off}/send` },
    { name: 'list', path: `/events/${seriesId}/send/${listId}` },
    { name: 'list-refused', path: `/events/${seriesId}/send/${badId}` },
    {
      ...{ name: 'list-local', path: `/events/${seriesId}/send/${listId}` },
      act: (page) => page.locator('input[type=radio]').nth(2).check(),
    },
    { name: 'confirm', path: `/events/${seriesId}/send/${listId}`, press: ['form .button.main'] },
    { name: 'versions', path: `/events/${seriesId}/versions` },
    { name: 'proposals', path: `${event}/proposals` },
    { name: 'proposals-none', path: `/events/${festival}/proposals` },
    { name: 'runs', path: '/runs' },
    { name: 'run', path: run },
    {
      ...{ name: 'run-sending', path: run },
      before: changed('**/v1/runs/*', { ...NOW_SENDING, ...SKIPPED }),
    },
    {
      ...{ name: 'run-stop', path: run, press: ['text=Stop for good'] },
      before: changed('**/v1/runs/*', NOW_SENDING),
    },
    { name: 'run-failed', path: run, before: changed('**/v1/runs/*', FAILED) },
    { name: 'run-scheduled', path: `/runs/${made.runId}` },
    { name: 'run-move', path: `/runs/${made.runId}`, press: ['text=Another time'] },
    { name: 'run-unknown', path: '/runs/none' },
    { name: 'mails', path: '/mail?outcome=all' },
    { name: 'mails-held', path: '/mail' },
    { name: 'mail', path: `/mail/${held[0]?.mailId}` },
    { name: 'mail-accept', path: `/mail/${held[0]?.mailId}`, press: ['text=Let it through'] },
    {
      name: 'mail-refuse',
      path: `/mail/${held[0]?.mailId}`,
      press: ['main .button >> text=Refuse'],
    },
    { name: 'mail-dropped', path: `/mail/${dropped[0]?.mailId}` },
    { name: 'mail-accepted', path: `/mail/${accepted[0]?.mailId}` },
    { name: 'executions', path: '/executions/send' },
    { name: 'execution', path: `/executions/send/send-${runId}` },
    { name: 'new', path: '/events/new' },
    { name: 'numbers', path: '/domain/numbers' },
    { name: 'organizers', path: '/domain/organizers' },
    { name: 'organizer', path: organizer },
    { name: 'organizer-block', path: organizer, press: ['text=Block'] },
    { name: 'organizer-trust', path: organizer, press: ['text=Trust'] },
    { name: 'addresses', path: '/domain/addresses' },
    { name: 'address', path: '/domain/addresses', act: lookUp('cid.ruiz2@guests.example') },
    { name: 'address-shut', path: '/domain/addresses', act: lookUp('dana.koch3@guests.example') },
    {
      name: 'address-add',
      path: '/domain/addresses',
      act: lookUp('cid.ruiz2@guests.example', 'Send it nothing'),
    },
    { name: 'erase', path: '/domain/addresses', act: lookUp('cid.ruiz2@guests.example', 'Erase') },
    { name: 'trail', path: '/domain/trail' },
    { name: 'settings', path: '/domain/settings' },
    { name: 'keys', path: '/connect/keys' },
    { name: 'key-revoke', path: '/connect/keys', press: ['text=Revoke'] },
    { name: 'key-replace', path: '/connect/keys', press: ['text=Replace'] },
    {
      ...{ name: 'key-made', path: '/connect/keys' },
      act: async (page) => {
        await page.getByLabel('What it is for').fill('Newsletter');
        await page.getByRole('button', { name: 'Make the key' }).click();
        await page.locator('[role=status] code').waitFor();
      },
    },
    { name: 'webhooks', path: '/connect/webhooks' },
    { name: 'webhook', path: `/connect/webhooks/${made.webhookId}` },
    {
      name: 'webhook-replay',
      path: `/connect/webhooks/${made.webhookId}`,
      press: ['text=Tell again'],
    },
    { name: 'webhook-delete', path: `/connect/webhooks/${made.webhookId}`, press: ['text=Delete'] },
    { name: 'organizers-own', path: '/events', key: made.key },
    { name: 'menu', path: '/events', press: ['.foot button'] },
    { name: 'nowhere', path: '/nowhere' },
  ];
}
