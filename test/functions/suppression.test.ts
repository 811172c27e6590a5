import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { recordFacts } from '../../adapters/guest-ledger.ts';
import { keys } from '../../adapters/secrets.ts';
import { stopPart, suppress } from '../../adapters/suppressions.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { cancel, component, OWNER, request } from '../fixtures/said.ts';
import { GUESTS, newEvent, newRun } from './runs.ts';
import { mailedTo } from './sent-mails.ts';
import { openWorld } from './world.ts';

const world = await openWorld();
const ses = mockClient(SESv2Client);
const { mac } = await keys();

beforeEach(() => {
  ses.reset().on(SendEmailCommand).resolves({ MessageId: 'id' });
});

const [ADA] = GUESTS;
const KINDS = ['send', 'update', 'cancel', 'nudge', 'resend'] as const;
const AT = '2026-11-24T10:00:00Z';

/** How a guest comes onto the one list, by what puts them there. */
const WAYS = {
  'unsubscribed with the link': (guestKey: string) => suppress(guestKey, 'unsubscribed', AT),
  'bounced for good': (guestKey: string) => said(guestKey, 'bounced', { permanent: true }),
  'bounced softly three times': async (guestKey: string) => {
    for (const sendId of ['1', '2', '3'])
      await said(guestKey, 'bounced', { transient: true }, sendId);
  },
  complained: (guestKey: string) => said(guestKey, 'complained', {}),
  'is blocked by the owner': (guestKey: string) => suppress(guestKey, 'blocked', AT),
  'was erased': (guestKey: string) => suppress(guestKey, 'erased', AT),
  'blocked the organizer': (guestKey: string) =>
    stopPart(guestKey, { kind: 'organizer', organizerKey: guestKeyOf(mac, OWNER) }, AT),
  'left the event': (guestKey: string, eventId: string) =>
    stopPart(guestKey, { kind: 'event', eventId }, AT),
} as const;

const said = (
  guestKey: string,
  state: 'bounced' | 'complained',
  how: Readonly<{ permanent?: boolean; transient?: boolean }>,
  sendId = 'send',
) =>
  recordFacts([{ eventId: 'another', guestKey, sendId, state, permanent: false, at: AT, ...how }]);

const TABLE = KINDS.flatMap((kind) =>
  (Object.keys(WAYS) as (keyof typeof WAYS)[]).map((way) => [kind, way] as const),
);

const REASONS: Readonly<Partial<Record<keyof typeof WAYS, string>>> = {
  'unsubscribed with the link': 'unsubscribed',
  'was erased': 'erased',
  'blocked the organizer': 'unsubscribed',
  'left the event': 'unsubscribed',
};

let count = 0;

test.each(TABLE)('a %s mails nobody who %s', async (kind, way) => {
  count += 1;
  const blocked = `guest${count}@example.com`;
  const event = await newEvent(mac);
  const guests = [ADA, blocked];
  await (await newRun(world, mac, event, { guests })).deliver();
  expect([...mailedTo(ses)].sort()).toEqual([...guests].sort());
  if (kind === 'update') await event.say(request(component({ sequence: 1, summary: 'Moved' })));
  if (kind === 'cancel') await event.say(cancel(component({ sequence: 1 })));
  // A new list may hold them again, and whom nobody invited to this event yet.
  const fresh = kind === 'send' ? await newEvent(mac) : event;
  await WAYS[way](guestKeyOf(mac, blocked), fresh.eventId);
  ses.resetHistory();
  const { deliver } = await newRun(world, mac, fresh, { kind, guests });
  const reason = REASONS[way] ?? 'suppressed';
  expect(await deliver()).toMatchObject({ sent: 1, skipped: 1, skippedByReason: { [reason]: 1 } });
  expect(mailedTo(ses)).toEqual([ADA]);
});
