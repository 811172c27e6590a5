import * as z from 'zod';
import { optionalSetting, setting } from '../../../adapters/environment.ts';
import { readVersion } from '../../../adapters/event-store.ts';
import { invitesMailbox, systemAddresses } from '../../../adapters/mailboxes.ts';
import { keys } from '../../../adapters/secrets.ts';
import { startTest } from '../../../adapters/test-event.ts';
import { resolveZone } from '../../../domain/calendar/resolve-zone.ts';
import { readAddress } from '../../../domain/identity/address.ts';
import { guestKeyOf } from '../../../domain/invite/keys.ts';
import { previewMails } from '../../../domain/invite/preview-mail.ts';
import { endpoint } from '../endpoint.ts';
import { newId } from '../new-id.ts';
import { Problem } from '../problem.ts';
import { RunAnswer, showRun } from '../run-answer.ts';
import { eventOf, listOf } from '../within.ts';

const Address = z
  .string()
  .max(320)
  .transform((text, context) => {
    const address = readAddress(text);
    if (address !== undefined && !systemAddresses()(address)) return address;
    context.addIssue({ code: 'custom', message: 'is no address that can be invited' });
    return z.NEVER;
  });

const Zone = z
  .string()
  .max(64)
  .transform((text, context) => {
    const found = resolveZone(text);
    if (found.ok) return found.zone;
    context.addIssue({ code: 'custom', message: found.detail });
    return z.NEVER;
  })
  .optional()
  .describe('in which the mail tells times');

/** `POST /v1/events/{eventId}/test` */
export const testEvent = endpoint({
  summary: 'Send an event to a few addresses as a test',
  description:
    'It is marked in subject and text, sent from a copy of the event (`eventId` of the answer) and counted nowhere else. Whoever gets it can be invited later as if they had not. At most 20 tests of an event a day.',
  body: z.strictObject({
    to: z.array(Address).min(1).max(10),
    timeZone: Zone,
  }),
  status: 202,
  answer: RunAnswer.extend({
    refused: z.array(z.string()).describe('addresses that bounced, unsubscribed or were erased'),
  }),
  async handle({ params, caller, body, now }) {
    const event = await eventOf(params.eventId, caller);
    if (event.status === 'cancelled')
      throw new Problem('event_cancelled', 'nobody is invited to it');
    const zone = body.timeZone;
    const guests = [...new Set(body.to)].map((address) => ({ address, ...(zone && { zone }) }));
    const runId = newId();
    const started = await startTest(event, guests, runId, now);
    switch (started.kind) {
      case 'started':
        return { ...showRun(started.run), refused: [...started.refused] };
      case 'nobody':
        throw new Problem('nobody_to_test', 'these addresses bounced, unsubscribed or were erased');
      case 'too_many':
        throw new Problem('tested_lately', '20 tests of this event went out in 24 hours');
      default:
        return started satisfies never;
    }
  },
});

const PreviewedMail = z.object({
  subject: z.string(),
  from: z.string(),
  to: z.string(),
  text: z.string(),
  html: z.string(),
  calendar: z.string().describe('the iCalendar text'),
  raw: z.string().describe('the whole mail, as SES gets it'),
  event: z.record(z.string(), z.unknown()).describe('what a calendar reads in it'),
});

/** The guest of a preview who is not named. */
const SOMEBODY = { address: 'guest@example.com', name: 'Guest' };

/** `GET /v1/events/{eventId}/preview` */
export const previewEvent = endpoint({
  summary: 'See exactly what a new guest will get',
  description:
    'For the first guest of `listId`, for `address`, or for a made-up one. Ticket and unsubscribe link have seals that open nothing; sends nothing.',
  query: z.object({
    listId: z.string().max(64).optional(),
    address: Address.optional(),
    name: z.string().max(200).optional(),
    timeZone: Zone,
  }),
  answer: z.object({
    mails: z.array(PreviewedMail).describe('more than one for a series that has changed dates'),
  }),
  async handle({ params, caller, query, now }) {
    const { eventId, version: number } = await eventOf(params.eventId, caller);
    const list = query.listId === undefined ? undefined : await listOf(query.listId, caller);
    const first = list?.preview?.firstRows[0];
    const { address, name, zone }: Readonly<{ address: string; name?: string; zone?: string }> =
      query.address === undefined ? (first ?? SOMEBODY) : { address: query.address };
    const shown = { name: query.name ?? name, zone: query.timeZone ?? zone };
    const [version, { mac, currentKeyId }] = await Promise.all([
      readVersion(eventId, number),
      keys(),
    ]);
    const mails = previewMails({
      ...{ version, domain: setting('DOMAIN'), publicUrl: setting('PUBLIC_URL'), now },
      guest: {
        ...{ address, guestKey: guestKeyOf(mac, address) },
        ...(shown.name !== undefined && { name: shown.name }),
        ...(shown.zone !== undefined && { zone: shown.zone }),
      },
      sending: { address: invitesMailbox(), postalAddress: optionalSetting('POSTAL_ADDRESS') },
      keyId: currentKeyId,
    });
    return { mails: [...mails] };
  },
});
