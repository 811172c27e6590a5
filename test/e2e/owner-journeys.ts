import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { handler as deliverWebhooks } from '../../functions/deliver-webhooks/handler.ts';
import { until } from '../../local/demo/api.ts';
import { contextOf } from '../functions/lambda-context.ts';
import type { PrivateStack } from '../stack/private-stack.ts';
import type { Dashboard } from './dashboard.ts';
import type { Filled } from './filled-stack.ts';

/** What the journeys of the domain owner need of the file that they are tests of. */
export type Journey = Readonly<{
  at(): PrivateStack;
  enter(width?: number): Promise<Dashboard>;
  filled(): Promise<Filled>;
}>;

/** Of the browser, in `openDashboard`. */
const ZONE = 'Europe/Berlin';

/** A program that takes whatever a webhook brings, and counts it. */
async function openReceiver() {
  const types: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    request.on('end', () => {
      types.push((JSON.parse(text) as { type: string }).type);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/hook`, types, close: () => server.close() };
}

/** The domain owner's journeys, as tests of the file that calls this. */
export function testOwner({ at, enter, filled }: Journey): void {
  test('the domain owner sees rates against the limits of SES, and each number leads to its rows', async () => {
    const { eventId } = await filled();
    const { page, open, judge, scripts } = await enter();
    await open('/events');
    const before = new Set((await scripts()).keys());
    await page.getByRole('link', { name: 'Domain' }).click();
    await page.getByRole('img', { name: 'Answers by day' }).waitFor();
    expect(
      [...(await scripts()).keys()].filter((name) => !before.has(name)).length,
    ).toBeGreaterThan(1);
    await page.getByText('may pause it at 10%').waitFor();
    await judge();
    const row = page.getByRole('row', { name: /Autumn reception/ });
    await row.getByRole('link', { name: '3', exact: true }).click();
    await page.getByText('bounce+guests7@simulator.amazonses.com').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/dashboard/events/${eventId}/guests`);
    await page.getByRole('link', { name: 'Domain' }).click();
    await page.getByRole('link', { name: 'Organizers' }).click();
    await page.getByRole('link', { name: 'events@society.example' }).waitFor();
    await judge();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByText('calendar@example.test').first().waitFor();
    await judge();
  }, 150_000);

  test('an organizer is stopped after it is said what that does to whom, and is let in again', async () => {
    await filled();
    const { api } = at();
    const crook = 'crook@offers.example';
    const { eventId } = await api.post<{ eventId: string }>('/v1/events', {
      ...{ title: 'Buy now', start: '2027-06-01', end: '2027-06-02' },
      organizer: { email: crook },
    });
    const { page, open, judge } = await enter();
    await open('/domain/organizers');
    await page.getByRole('link', { name: crook }).click();
    await page.getByRole('link', { name: 'Buy now' }).waitFor();
    await page.getByRole('button', { name: 'Block' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('events to come are cancelled (1)').waitFor();
    await judge();
    await dialog.getByLabel('Why').fill('Bought addresses');
    await dialog.getByRole('button', { name: 'Block' }).click();
    await page.getByText('Blocked. One event is stopped.').waitFor();
    await page.getByText('Bought addresses').waitFor();
    expect(await api.get(`/v1/events/${eventId}`)).toMatchObject({ status: 'cancelled' });
    await page.getByRole('button', { name: 'Let them in again' }).click();
    await dialog.getByRole('button', { name: 'Let them in again' }).click();
    await page.getByRole('button', { name: 'Block' }).waitFor();
    await judge();
    await page.getByRole('link', { name: 'Audit trail' }).click();
    await page.getByLabel('What was done').selectOption('organizers');
    const done = page.getByRole('row', { name: /Blocked an organizer/ });
    await done.getByRole('link', { name: crook }).waitFor();
    await page.getByLabel('Who (address or key)').fill('nobody@society.example');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing of that kind was done.').waitFor();
  }, 150_000);

  test('a new organizer is limited until the domain owner trusts them', async () => {
    const { api } = at();
    const email = 'newcomer@offers.example';
    await api.post('/v1/events', {
      ...{ title: 'First steps', start: '2027-06-01', end: '2027-06-02' },
      organizer: { email },
    });
    const { page, open, judge } = await enter();
    await open(`/domain/organizer?address=${email}`);
    await page.getByText('New: limited').waitFor();
    await page.getByRole('button', { name: 'Trust' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('The limit of 5,000 invitations in 24 hours').waitFor();
    await judge();
    await dialog.getByRole('button', { name: 'Trust' }).click();
    await page.locator('.chip').getByText('Trusted').waitFor();
    const organizer = await api.get<object>(`/v1/organizers/${email}`);
    expect(organizer).not.toHaveProperty('perDay');
  }, 60_000);

  test('one event is stopped with a reason, which stands on it, and its organizer may speak again', async () => {
    const { eventId } = await at().api.post<{ eventId: string }>('/v1/events', {
      ...{ title: 'Not what it seems', start: '2027-06-01', end: '2027-06-02' },
    });
    const { page, open, judge } = await enter();
    await open(`/events/${eventId}/overview`);
    await page.getByRole('button', { name: 'Stop the event' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Why').fill('A phishing page behind it');
    await judge();
    await dialog.getByRole('button', { name: 'Stop the event' }).press('Enter');
    await page.getByText('A phishing page behind it').waitFor();
    await judge();
    const read = () => at().api.get<{ blocked?: object; status: string }>(`/v1/events/${eventId}`);
    expect(await read()).toMatchObject({ status: 'cancelled', blocked: expect.any(Object) });
    await page.getByRole('button', { name: 'Let its organizer speak again' }).click();
    await dialog.getByRole('button', { name: 'Let its organizer speak again' }).click();
    await page.getByRole('button', { name: 'Stop the event' }).waitFor();
    expect((await read()).blocked).toBeUndefined();
  }, 90_000);

  test('an address is looked up, shut out, let in, written down and forgotten', async () => {
    await filled();
    const { page, open, judge } = await enter();
    await open('/domain/addresses');
    await page.getByLabel('E-mail address').fill('cid.ruiz2@guests.example');
    await page.getByRole('button', { name: 'Look it up' }).click();
    await page.getByText('this address gets mail').waitFor();
    await judge();
    const press = async (name: string) => {
      await page.getByRole('button', { name }).click();
      await page.getByRole('alertdialog').getByRole('button', { name }).click();
    };
    await press('Send it nothing any more');
    await page.getByText('Gets nothing: you said so').waitFor();
    await press('Let it have mail again');
    await page.getByText('this address gets mail').waitFor();
    await page.getByRole('button', { name: 'Write the file' }).click();
    const link = page.getByRole('link', { name: 'Fetch the file' });
    const file = await fetch((await link.getAttribute('href')) ?? '');
    expect(await file.text()).toContain('cid.ruiz2@guests.example');
    await press('Erase');
    await page.getByText('Gets nothing: it was erased').waitFor();
    const erasure = page.locator('section').filter({ hasText: 'Forget this address' });
    await erasure.getByText('Done', { exact: true }).waitFor({ timeout: 60_000 });
    await judge();
  }, 150_000);

  test('a key is shown once, works, is replaced and revoked', async () => {
    const { http } = at().stack.endpoints;
    const statusWith = async (key: string) =>
      (await fetch(`${http}/v1/events`, { headers: { authorization: `Bearer ${key}` } })).status;
    const { page, open, judge } = await enter();
    await open('/connect/keys');
    await page.getByLabel('What it is for').fill('Ticket shop');
    await page.getByRole('button', { name: 'Make the key' }).click();
    const shown = page.locator('[role=status] code');
    const key = (await shown.textContent()) ?? '';
    expect(await statusWith(key)).toBe(200);
    await judge();
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await shown.waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(key);
    await page.getByRole('button', { name: 'Replace Ticket shop' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Replace' }).click();
    const next = (await shown.textContent()) ?? '';
    expect([await statusWith(key), await statusWith(next)]).toEqual([200, 200]);
    // Exactly: «Replace» beside a key whose id begins with a d reads the same.
    const isOld = page.getByText('Replaced', { exact: true });
    const old = page.getByRole('row').filter({ has: isOld });
    await old.getByRole('button', { name: 'Revoke' }).click();
    await judge();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('Revoked', { exact: true }).waitFor();
    expect([await statusWith(key), await statusWith(next)]).toEqual([401, 200]);
  }, 90_000);

  test('a webhook is told what happens, and its deliveries are shown', async () => {
    const receiver = await openReceiver();
    try {
      const { page, open, judge } = await enter();
      await open('/connect/webhooks');
      await page.getByLabel('Address of your program').fill(receiver.url);
      await page.getByLabel('event.cancelled').check();
      await page.getByRole('button', { name: 'Make the webhook' }).click();
      await page.getByText('whsec_').first().waitFor();
      await judge();
      const { api } = at();
      const { eventId } = await api.post<{ eventId: string }>('/v1/events', {
        ...{ title: 'Called off', start: '2027-06-01', end: '2027-06-02' },
      });
      await api.post(`/v1/events/${eventId}/cancel`, {});
      await until('the webhook', 30, async () =>
        receiver.types.includes('event.cancelled') ? true : undefined,
      );
      await page.getByRole('link', { name: receiver.url }).click();
      await page.getByText('Delivered', { exact: true }).waitFor();
      await judge();
      const dialog = page.getByRole('alertdialog');
      await page.getByRole('button', { name: 'Tell again' }).click();
      const hourAgo = new Date(Date.now() - 3_600_000).toLocaleString('sv', { timeZone: ZONE });
      await dialog.getByLabel('From').fill(hourAgo.slice(0, 16).replace(' ', 'T'));
      await judge();
      await dialog.getByRole('button', { name: 'Tell again' }).click();
      await page.getByText('It begins within a minute.').waitFor();
      // What the schedule calls every minute.
      await deliverWebhooks({}, contextOf('deliver-webhooks', 300_000));
      expect(receiver.types).toEqual(['event.cancelled', 'event.cancelled']);
      await page.getByRole('button', { name: 'New secret' }).click();
      await dialog.getByRole('button', { name: 'New secret' }).click();
      await page.getByText('whsec_').first().waitFor();
      await page.getByText('The old secret signs until').waitFor();
      await judge();
      await page.getByRole('button', { name: 'Disable' }).click();
      await dialog.getByRole('button', { name: 'Disable' }).click();
      await page.getByRole('button', { name: 'Set it on again' }).waitFor();
      const { items } = await api.get<{ items: { state: string }[] }>('/v1/webhooks');
      expect(items.map(({ state }) => state)).toEqual(['disabled']);
      await judge();
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
      await page.getByText('There is no webhook yet.').waitFor();
    } finally {
      receiver.close();
    }
  }, 90_000);
}
