import { expect, test } from '@jest/globals';
import { stageList } from './filled-stack.ts';
import type { Journey } from './owner-journeys.ts';

type Listed = Readonly<{ items: { runId: string; state: string; zones?: string[] }[] }>;

/** Journeys of a send that waits, and of an event that is changed, as tests of the file that calls this. */
export function testTimes({ at, enter }: Pick<Journey, 'at' | 'enter'>): void {
  const newEvent = (title: string) =>
    at().api.post<{ eventId: string }>('/v1/events', {
      ...{ title, start: '2027-06-01T18:00:00', end: '2027-06-01T20:00:00' },
      timeZone: 'Europe/Vienna',
    });
  const statesOf = async (eventId: string) =>
    (await at().api.get<Listed>(`/v1/runs?eventId=${eventId}`)).items.map(({ state }) => state);

  test('a send waits for its time, is moved to another and taken back', async () => {
    const { api } = at();
    const { eventId } = await newEvent('Winter ball');
    const listId = await stageList(api, eventId, 'email\nada@ball.example\nbea@ball.example\n');
    const { page, open, judge } = await enter();
    await open(`/events/${eventId}/send/${listId}`);
    await page.getByLabel('at a time').check();
    await page.getByLabel('Date and time').fill('2027-03-01T09:00');
    await page.getByLabel('Time zone').selectOption('Europe/Vienna');
    await judge();
    await page.getByRole('button', { name: 'Plan it' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('2027-03-01 09:00 Europe/Vienna').waitFor();
    await dialog.getByRole('button', { name: 'Plan it' }).click();
    await page.getByText('Starts 1 Mar 2027, 09:00 CET').waitFor();
    await judge();
    await page.getByRole('button', { name: 'Another time' }).click();
    expect(await dialog.getByLabel('Date and time').inputValue()).toBe('2027-03-01T09:00');
    await dialog.getByLabel('Date and time').fill('2027-03-02T10:00');
    await dialog.getByLabel('Time zone').selectOption('America/New_York');
    await judge();
    await dialog.getByRole('button', { name: 'Move it' }).click();
    await page.getByText('Starts 2 Mar 2027, 16:00 CET').waitFor();
    expect(await statesOf(eventId)).toEqual(['scheduled']);
    await page.getByRole('button', { name: 'Take back', exact: true }).click();
    await dialog.getByRole('button', { name: 'Take back' }).click();
    await page.getByText('Taken back', { exact: true }).waitFor();
    expect(await statesOf(eventId)).toEqual(['unscheduled']);
  }, 60_000);

  test('guests get it by the clocks of their own zones, and all of it is taken back at once', async () => {
    const { eventId } = await newEvent('Harvest talk');
    const rows = 'email,timezone\nki@talk.example,Asia/Tokyo\nal@talk.example,America/New_York\n';
    const listId = await stageList(at().api, eventId, `${rows}zo@talk.example,\n`);
    const { page, open, judge } = await enter();
    await open(`/events/${eventId}/send/${listId}`);
    await page.getByLabel('at every guest’s local time').check();
    await page.getByText('Asia/Tokyo: 1').waitFor();
    await page.getByText('no zone, so Europe/Vienna: 1').waitFor();
    await page.getByLabel('Date and time').fill('2027-03-01T09:00');
    await judge();
    await page.getByRole('button', { name: 'Plan it' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('2027-03-01 09:00 on every guest’s clock').waitFor();
    await dialog.getByRole('button', { name: 'Plan it' }).click();
    await page.getByText('3 runs wait for their time.').waitFor();
    // Nine in Tokyo is one at night in Berlin, where the browser is.
    const tokyo = page.getByRole('row', { name: /1 Mar 2027, 01:00 CET · Guests in Asia\/Tokyo/ });
    await tokyo.getByRole('link', { name: 'Invitation' }).click();
    await page.getByText('Starts 1 Mar 2027, 01:00 CET').waitFor();
    await judge();
    expect(await statesOf(eventId)).toEqual(['scheduled', 'scheduled', 'scheduled']);
    await page.getByRole('button', { name: 'Take back all time zones' }).click();
    await dialog.getByRole('button', { name: 'Take back all time zones' }).click();
    await page.getByText('Taken back', { exact: true }).waitFor();
    expect(await statesOf(eventId)).toEqual(['unscheduled', 'unscheduled', 'unscheduled']);
  }, 60_000);

  test('an event that was made here is changed here, and its versions say how', async () => {
    const { eventId } = await newEvent('Spring walk');
    const { page, open, judge } = await enter();
    await open(`/events/${eventId}/overview`);
    await page.getByRole('link', { name: 'Change the event' }).click();
    expect(await page.getByLabel('Starts').inputValue()).toBe('2027-06-01T18:00');
    await page.getByLabel('Starts').fill('2027-06-02T18:00');
    await page.getByLabel('Ends').fill('2027-06-02T20:00');
    await page.getByLabel('Place').fill('At the mill');
    await judge();
    await page.getByRole('button', { name: 'Save and tell the guests' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByText('Nobody is invited yet').waitFor();
    await dialog.getByRole('button', { name: 'Save and tell the guests' }).click();
    await page.getByRole('heading', { name: 'Version 2' }).waitFor();
    await page.getByText('Wed, 2 Jun 2027, 18:00–20:00').first().waitFor();
    expect(await at().api.get(`/v1/events/${eventId}`)).toMatchObject({
      ...{ start: '2027-06-02T18:00:00', location: 'At the mill', version: 2 },
    });
  }, 60_000);
}
