import { reportKey } from '../../adapters/abuse-reports.ts';
import { createApiKey } from '../../adapters/api-keys.ts';
import { holdAsk, storeAsk } from '../../adapters/asks.ts';
import { noteAct } from '../../adapters/audit.ts';
import {
  guestPartition,
  recordFacts,
  type SentRow,
  settleSends,
} from '../../adapters/guest-ledger.ts';
import { noteLetter } from '../../adapters/letters.ts';
import { createList, type StoredList } from '../../adapters/list-store.ts';
import { rememberMail } from '../../adapters/mail-records.ts';
import { saveDelivery } from '../../adapters/out/deliveries.ts';
import { tell } from '../../adapters/out/facts.ts';
import { createWebhook } from '../../adapters/out/webhooks.ts';
import { noteOwned } from '../../adapters/owned.ts';
import { createRunOfOne } from '../../adapters/run-of-one.ts';
import { openSession } from '../../adapters/sessions.ts';
import { askToSignIn } from '../../adapters/sign-ins.ts';
import { stopPart } from '../../adapters/suppressions.ts';
import { putAll } from '../../adapters/table.ts';
import { listedAs } from '../../adapters/time-index.ts';
import { signInAct } from '../../domain/access/act.ts';
import { FACT_TYPES, sentFact } from '../../domain/out/fact.ts';

/** Who has one of everything. */
export const GUEST = 'guest@example.org';
/** The event of which they have it. */
export const EVENT_ID = 'filledfilledfilledfilledfi';

const AT = '2026-11-25T10:00:00Z';
const LIST_ID = 'filledlist';

/** Keeps one of each thing that can be kept of a person, by the adapters that store it. @param guestKey of {@link GUEST} */
export async function fillEveryKind(objects: Map<string, string>, guestKey: string): Promise<void> {
  const now = new Date();
  await fillEvent(guestKey, now);
  await fillLists(objects, now);
  await fillMails(objects, guestKey, now);
  const reach = { kind: 'organizer', address: GUEST } as const;
  await createApiKey(new Uint8Array(38), ['read'], AT, reach);
  await openSession(GUEST, now);
  await askToSignIn(GUEST, '/', undefined, now);
  await noteAct((keyOf) => signInAct(GUEST, keyOf), now);
  await stopPart(guestKey, { kind: 'event', eventId: EVENT_ID }, AT);
  await fillWebhooks(guestKey);
}

async function fillEvent(guestKey: string, now: Date): Promise<void> {
  const who = { guestKey, address: GUEST, name: 'Gwen', zone: 'Europe/Rome' };
  const row = (sk: string) => ({ pk: guestPartition(EVENT_ID, guestKey), sk, guestKey });
  const event = { eventId: EVENT_ID, title: 'Fair', start: '2031-03-01', owner: GUEST };
  await putAll([
    { pk: `EVT#${EVENT_ID}`, sk: 'META', ...event, ...listedAs('EVENT', AT, EVENT_ID) },
    { ...row(`IN#${guestKey}`), partstat: 'ACCEPTED', comment: 'Gwen comes' },
    { ...row(`PRO#${guestKey}`), location: 'with Gwen' },
    { ...reportKey(EVENT_ID, guestKey), guestKey, at: AT },
  ]);
  const letter = {
    mailId: 'filledletter',
    arrivedAt: AT,
    state: 'forwarded',
    verified: true,
  } as const;
  await noteLetter(EVENT_ID, { guestKey, ...letter });
  await noteOwned(guestKey, 'EVENT', { at: AT, id: EVENT_ID });
  const sent = { ...who, origin: 'list', state: 'sent', sendId: 'filledsend' };
  await settleSends(EVENT_ID, [sent as unknown as SentRow]);
  const said = { eventId: EVENT_ID, guestKey, sendId: 'filledsend', at: AT };
  await recordFacts([
    { ...said, state: 'bounced', transient: true, permanent: false, runId: 'filledask' } as never,
  ]);
  const ask = { askId: 'filledask', eventId: EVENT_ID, guestKey, address: GUEST, name: 'Gwen' };
  const open = { ...ask, at: AT, origin: 'page', state: 'open' } as const;
  await storeAsk(open);
  await holdAsk(open);
  await createRunOfOne('filledask', EVENT_ID, { ...who, origin: 'list' }, now);
}

async function fillLists(objects: Map<string, string>, now: Date): Promise<void> {
  const who = { address: GUEST, name: 'Gwen' };
  const cell = `Gwen <${GUEST}>, x`;
  const list = {
    ...{ listId: LIST_ID, eventId: EVENT_ID, fileName: 'a.csv', state: 'staged', createdAt: AT },
    consent: { source: 'form', mailId: 'list-mail' },
    preview: { firstRows: [{ line: 1, ...who }], refusedRows: [{ line: 2, cell }] },
  };
  await createList(list as unknown as StoredList);
  const mail = { mailId: 'list-mail', mailbox: 'bulk', key: 'inbox/bulk/list-mail' } as const;
  await rememberMail({ ...mail, size: 1, receivedAt: now.toISOString(), execution: 'e' }, now);
  objects.set(`lists/${LIST_ID}/accepted.jsonl`, `${JSON.stringify(who)}\n`);
  objects.set(`lists/${LIST_ID}/refused.jsonl`, `${JSON.stringify({ line: 2, cell })}\n`);
  objects.set(`uploads/${LIST_ID}`, `${GUEST},Gwen\n`);
  objects.set('inbox/bulk/list-mail', `From: ada@corp.example\r\n\r\n${GUEST}`);
}

/** A mail that waits, and an answer from another address with their ticket. */
async function fillMails(objects: Map<string, string>, guestKey: string, now: Date): Promise<void> {
  const ticket = { eventId: EVENT_ID, guestKey };
  const decision = { outcome: 'HOLD', reason: 'unconfirmed' };
  const stored = { mailbox: 'invites', decision, ticket, words: 'Gwen' };
  for (const [mailId, from] of [
    ['held', `Gwen <${GUEST}>`],
    ['alias', 'gwen@home.example'],
  ]) {
    const key = `inbox/rsvp/${mailId}`;
    const mail = { mailId: String(mailId), mailbox: 'invites', key } as const;
    await rememberMail({ ...mail, size: 1, receivedAt: now.toISOString(), execution: 'e' }, now);
    objects.set(key, `From: ${from}\r\n\r\nGwen\u2028says hello`);
    objects.set(`mail/${mailId}/decision.json`, JSON.stringify(stored));
  }
}

async function fillWebhooks(guestKey: string): Promise<void> {
  const webhookId = 'filledhook';
  const hook = { webhookId, url: 'https://hooks.example', types: ['invitation.sent'] };
  const on = { ...hook, withAddress: true, state: 'on', generation: 1, createdAt: AT };
  await createWebhook(on as never);
  const sent = { eventId: EVENT_ID, guestKey, sendId: 's', version: 1, at: 0 };
  await tell([sentFact({ ...sent, run: { runId: 'r', kind: 'send' } })], new Set(FACT_TYPES));
  const delivery = { deliveryId: 'filledfact', webhookId, state: 'retrying', events: 1, left: [0] };
  await saveDelivery({ ...delivery, attempts: 1, firstAt: AT, at: AT, nextAt: AT } as never);
}
