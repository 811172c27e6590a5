import { writeScript } from '../../local/demo/answers.ts';
import { type Api, openApi, type UploadForm, until, uploadFile } from '../../local/demo/api.ts';
import { appleOrganizer } from '../../local/demo/organizers/apple.ts';
import { exchangeOrganizer } from '../../local/demo/organizers/exchange.ts';
import { googleOrganizer } from '../../local/demo/organizers/google.ts';
import { post } from '../../local/demo/post.ts';
import type { Stack } from '../../local/stack.ts';

const DAY_MS = 86_400_000;
const CONSENT = { source: 'Signed up on our website' };

/** What a filled stack has. */
export type Filled = Readonly<{ api: Api; eventId: string; seriesId: string; runId: string }>;

const NAMES = ['Ada Byron', 'Bea Marsh', 'Cid Ruiz', 'Dana Koch', 'Eli Roth', 'Fay Moreau'];

/** A list of guests: some addresses bounce, some rows are refused, one address comes twice. @param host of the addresses */
export const guestRows = (guests: number, host = 'guests.example'): string =>
  [
    'email,name',
    ...Array.from({ length: guests }, (_, index) => {
      const name = NAMES[index % NAMES.length];
      const address = `${name?.toLowerCase().replace(' ', '.')}${index}@${host}`;
      return index % 40 === 7
        ? `bounce+${host.split('.')[0]}${index}@simulator.amazonses.com,${name}`
        : `${address},${name}`;
    }),
    'not an address,Gil',
    `two@${host};more@${host},Hal`,
    ',Nobody',
    `ada.byron0@${host},Ada again`,
  ].join('\n');

/** Uploads a list and waits until it is read. @param state in which it ends @returns its id */
export async function stageList(
  api: Api,
  eventId: string,
  rows: string,
  state: 'staged' | 'refused' = 'staged',
): Promise<string> {
  const { listId, upload } = await api.post<{ listId: string; upload: UploadForm }>(
    `/v1/events/${eventId}/lists`,
    { fileName: 'members.csv', consent: CONSENT },
  );
  await uploadFile(upload, new Blob([rows]));
  await until('the list', 30, async () =>
    (await api.get<{ state: string }>(`/v1/lists/${listId}`)).state === state ? true : undefined,
  );
  return listId;
}

async function invite(api: Api, eventId: string, rows: string): Promise<string> {
  const listId = await stageList(api, eventId, rows);
  return (await api.post<{ runId: string }>(`/v1/events/${eventId}/runs`, { listId })).runId;
}

const untilEnded = (api: Api, runId: string) =>
  until('the run', 60, async () =>
    (await api.get<{ state: string }>(`/v1/runs/${runId}`)).state === 'finished' ? true : undefined,
  );

/** Events of three organizers' own clients, one of the API that was sent and answered, and a mail that is held. */
export async function fillStack({ endpoints }: Stack, guests: number): Promise<Filled> {
  const api = openApi(endpoints);
  const { calendar } = endpoints.mailboxes;
  const scene = { calendar, now: Date.now() - 60_000 };
  const organizers = [googleOrganizer(scene), exchangeOrganizer(scene), appleOrganizer(scene)];
  await post(
    endpoints,
    organizers.map(({ address, invitation }) => [{ from: address, to: calendar, raw: invitation }]),
  );
  const date = new Date(Date.now() + 20 * DAY_MS).toISOString().slice(0, 10);
  const { eventId } = await api.post<{ eventId: string }>('/v1/events', {
    title: 'Autumn reception of the Society',
    start: `${date}T18:00:00`,
    end: `${date}T21:00:00`,
    timeZone: 'Europe/Berlin',
    location: 'Old Town Hall, Market Square 1',
    description: 'Doors open at half past five.\n\nPlease answer until a week before.',
    organizer: { email: 'events@society.example', name: 'The Society' },
  });
  const runId = await invite(api, eventId, guestRows(guests));
  const { items } = await until('the events', 30, async () => {
    const page = await api.get<{ items: { eventId: string; title: string }[] }>('/v1/events');
    const titles = page.items.map(({ title }) => title);
    return organizers.every(({ title }) => titles.includes(title)) ? page : undefined;
  });
  const series = items.find(({ title }) => title === organizers[0]?.title);
  const other = items.find(({ title }) => title === organizers[1]?.title);
  if (!series || !other) throw new Error('the organizers have no events');
  await untilEnded(api, runId);
  await untilEnded(api, await invite(api, series.eventId, guestRows(30, 'league.example')));
  await api.post(`/v1/events/${other.eventId}/cancel`, {});
  await answer(endpoints, guests);
  await post(endpoints, [[letterTo(endpoints.mailboxes.invites, eventId)]]);
  await until('the answers', 60, async () => {
    const stats = await api.get<{ answers: { none: number } }>(`/v1/events/${eventId}/stats`);
    return stats.answers.none < guests ? true : undefined;
  });
  return { api, eventId, seriesId: series.eventId, runId };
}

/** A guest writes to the organizer, who is behind invites@. */
function letterTo(to: string, eventId: string) {
  const from = 'bea.marsh1@guests.example';
  const lines = [
    ...[
      `From: Bea Marsh <${from}>`,
      `To: ${to}`,
      'Subject: Parking',
      `Date: ${new Date().toUTCString()}`,
    ],
    ...[
      'Message-ID: <parking@guests.example>',
      `References: <evt.${eventId}${to.slice(to.indexOf('@'))}>`,
    ],
    ...['Content-Type: text/plain', '', 'Is there parking?', ''],
  ];
  return { from, to, raw: lines.join('\r\n') };
}

/** Half of the guests answer, from five clients; one answer is not proven and is held. */
async function answer(endpoints: Stack['endpoints'], guests: number): Promise<void> {
  const addresses = guestRows(guests)
    .split('\n')
    .slice(1, guests + 1)
    .map((row) => row.split(',')[0] ?? '')
    .filter((address, index) => index % 2 === 0 && address.endsWith('.example'));
  const { replies } = await writeScript(endpoints.mailbox, addresses, Date.now());
  const to = endpoints.mailboxes.invites;
  const [first] = replies;
  const held = first && {
    from: first.from,
    to,
    raw: `X-Local-Verdicts: dkim=pass:elsewhere.example dmarc=fail\r\n${first.raw}`,
  };
  await post(endpoints, [replies.slice(1).map((reply) => ({ ...reply, to })), held ? [held] : []]);
}
