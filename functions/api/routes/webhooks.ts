import * as z from 'zod';
import { listDeliveries, startReplay } from '../../../adapters/out/deliveries.ts';
import { stampOf } from '../../../adapters/out/facts.ts';
import { forgetListeners } from '../../../adapters/out/listeners.ts';
import { allowsLoopback } from '../../../adapters/out/post-webhook.ts';
import { secretOf } from '../../../adapters/out/webhook-secret.ts';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  listWebhooks,
  readWebhook,
} from '../../../adapters/out/webhooks.ts';
import { keys } from '../../../adapters/secrets.ts';
import type { Caller } from '../../../domain/access/caller.ts';
import { readAddress } from '../../../domain/identity/address.ts';
import { base32 } from '../../../domain/invite/base32.ts';
import { guestKeyOf } from '../../../domain/invite/keys.ts';
import { FACT_TYPES } from '../../../domain/out/fact.ts';
import { refusalOfUrl } from '../../../domain/out/target.ts';
import { MAX_WEBHOOKS, type Webhook } from '../../../domain/out/webhook.ts';
import { endpoint, Page, pageOf } from '../endpoint.ts';
import { Problem } from '../problem.ts';

const Types = z
  .array(z.enum(FACT_TYPES))
  .min(1)
  .max(FACT_TYPES.length)
  .describe('what it wants to hear');

const FIELDS = {
  url: z.string().max(2_000).describe('https, of a public address'),
  types: Types,
  description: z.string().max(200),
};

const WebhookAnswer = z.object({
  webhookId: z.string(),
  url: z.string(),
  types: Types,
  description: z.string().optional(),
  reach: z.enum(['installation', 'organizer']).describe('whose events it hears of'),
  withAddress: z.boolean().describe('the address of the guest is in each event'),
  state: z.enum(['on', 'disabled']),
  why: z.string().optional().describe('why it is disabled'),
  failingSince: z.string().optional().describe('it has accepted nothing since'),
  retryAt: z.string().optional().describe('when it is tried again'),
  overlapUntil: z.string().optional().describe('until when the secret before signs as well'),
  createdAt: z.string(),
});

const Shown = WebhookAnswer.extend({
  secret: z.string().describe('`whsec_…`: shown this once'),
});

const show = ({
  organizerKey,
  generation: _,
  ...webhook
}: Webhook): z.output<typeof WebhookAnswer> =>
  WebhookAnswer.parse({ ...webhook, reach: organizerKey ? 'organizer' : 'installation' });

/** The key of the one organizer whom a caller reaches; undefined for the domain owner. */
async function organizerOf({ reach }: Caller): Promise<string | undefined> {
  if (reach.kind === 'installation') return undefined;
  const { mac } = await keys();
  return guestKeyOf(mac, reach.kind === 'organizer' ? reach.address : '');
}

/** The webhook that a request names, where the caller reaches it. @throws Problem `not_found` */
async function known(webhookId: string | undefined, caller: Caller): Promise<Webhook> {
  const webhook = await readWebhook(webhookId ?? 'none');
  const organizer = await organizerOf(caller);
  const isTheirs = organizer === undefined || webhook?.organizerKey === organizer;
  if (webhook && isTheirs) return webhook;
  throw new Problem('not_found', 'there is no webhook of this id');
}

/** What a caller may ask for: an organizer hears of their own events, and addresses are the domain owner's to give. */
function narrowed<T extends { organizer?: string | undefined; withAddress: boolean }>(
  asked: T,
  { reach }: Caller,
): T {
  if (reach.kind === 'installation') return asked;
  if (asked.withAddress) throw new Problem('scope', "withAddress is the domain owner's to decide");
  return { ...asked, organizer: reach.kind === 'organizer' ? reach.address : '' };
}

function checkUrl(url: string | undefined): void {
  const why = url === undefined ? undefined : refusalOfUrl(url, allowsLoopback());
  if (why) throw new Problem('bad_request', `url: ${why}`);
}

/** `POST /v1/webhooks` */
export const createWebhookRoute = endpoint({
  summary: 'Be told by HTTPS of what happens, signed as Standard Webhooks says',
  description: 'The secret is in this answer alone. See docs/webhooks.md for what is sent.',
  body: z.strictObject({
    ...FIELDS,
    description: FIELDS.description.optional(),
    organizer: z
      .string()
      .max(320)
      .optional()
      .describe("address of an organizer: of whose events alone it hears; @default everybody's"),
    withAddress: z.boolean().default(false).describe("puts the guest's address into each event"),
  }),
  status: 201,
  answer: Shown,
  once: false,
  async handle({ body, now, caller }) {
    checkUrl(body.url);
    const { description, ...asked } = body;
    const { organizer, ...fields } = narrowed(asked, caller);
    const address = organizer === undefined ? undefined : readAddress(organizer);
    if (organizer !== undefined && address === undefined) {
      throw new Problem('bad_request', 'organizer: it is no e-mail address');
    }
    if ((await listWebhooks()).length >= MAX_WEBHOOKS) {
      throw new Problem('too_many_webhooks', `there are ${MAX_WEBHOOKS}; delete one first`);
    }
    const { mac } = await keys();
    const webhook: Webhook = {
      ...fields,
      webhookId: base32(crypto.getRandomValues(new Uint8Array(16))),
      ...(description !== undefined && { description }),
      ...(address !== undefined && { organizerKey: guestKeyOf(mac, address) }),
      ...{ state: 'on', generation: 1, createdAt: now.toISOString() },
    };
    await createWebhook(webhook);
    forgetListeners();
    return { ...show(webhook), secret: secretOf(mac, webhook.webhookId, 1) };
  },
});

/** `GET /v1/webhooks` */
export const listWebhooksRoute = endpoint({
  summary: 'Webhooks, and how they are',
  answer: z.object({ items: z.array(WebhookAnswer) }),
  async handle({ caller }) {
    const organizer = await organizerOf(caller);
    const items = (await listWebhooks()).filter(
      ({ organizerKey }) => organizer === undefined || organizerKey === organizer,
    );
    return { items: items.map(show) };
  },
});

/** `GET /v1/webhooks/{webhookId}` */
export const readWebhookRoute = endpoint({
  summary: 'A webhook, and how it is',
  answer: WebhookAnswer,
  async handle({ params, caller }) {
    return show(await known(params.webhookId, caller));
  },
});

/** `PATCH /v1/webhooks/{webhookId}` */
export const changeWebhookRoute = endpoint({
  summary: 'Change a webhook, disable it, or set it on again',
  body: z.strictObject({ ...FIELDS, state: z.enum(['on', 'disabled']) }).partial(),
  answer: WebhookAnswer,
  async handle({ params, body, caller }) {
    checkUrl(body.url);
    const { webhookId } = await known(params.webhookId, caller);
    const anew = { why: null, failingSince: null, failures: null, retryAt: null };
    const isChanged = Object.values(body).some((value) => value !== undefined);
    if (isChanged) await changeWebhook(webhookId, { ...body, ...(body.state && anew) });
    forgetListeners();
    return show(await known(webhookId, caller));
  },
});

/** `DELETE /v1/webhooks/{webhookId}` */
export const deleteWebhookRoute = endpoint({
  summary: 'Forget a webhook, with what it was not told yet',
  answer: WebhookAnswer,
  async handle({ params, caller }) {
    const webhook = await known(params.webhookId, caller);
    await deleteWebhook(webhook.webhookId);
    forgetListeners();
    return show(webhook);
  },
});

/** `POST /v1/webhooks/{webhookId}/rotate` */
export const rotateSecretRoute = endpoint({
  summary: 'A new secret; the one before signs as well for a while',
  body: z
    .strictObject({ overlapHours: z.number().min(0).max(168).default(24) })
    .default({ overlapHours: 24 }),
  answer: Shown,
  once: false,
  async handle({ params, body, now, caller }) {
    const { webhookId, generation } = await known(params.webhookId, caller);
    const overlapUntil = new Date(now.getTime() + body.overlapHours * 3_600_000).toISOString();
    await changeWebhook(webhookId, { generation: generation + 1, overlapUntil });
    const { mac } = await keys();
    const secret = secretOf(mac, webhookId, generation + 1);
    return { ...show(await known(webhookId, caller)), secret };
  },
});

const DeliveryAnswer = z.object({
  deliveryId: z.string(),
  state: z.enum(['delivered', 'retrying', 'failed']),
  events: z.number().int().describe('events of this delivery for the webhook'),
  open: z.number().int().describe('events that were not accepted yet'),
  attempts: z.number().int(),
  last: z.string().optional().describe('what the last attempt came to'),
  firstAt: z.string(),
  at: z.string(),
  nextAt: z.string().optional(),
});

/** `GET /v1/webhooks/{webhookId}/deliveries` */
export const listDeliveriesRoute = endpoint({
  summary: 'What a webhook was told in the last 30 days, the newest first',
  description: 'Events that happen together are delivered together, each in a request of its own.',
  query: Page,
  answer: pageOf(DeliveryAnswer),
  async handle({ params, query, caller }) {
    const { webhookId } = await known(params.webhookId, caller);
    const page = await listDeliveries(webhookId, query.limit, query.cursor);
    const items = page.items.map(({ left, ...delivery }) =>
      DeliveryAnswer.parse({ ...delivery, open: left.length }),
    );
    return { ...page, items };
  },
});

const REPLAY_DAYS = 30;

/** `POST /v1/webhooks/{webhookId}/replay` */
export const replayFactsRoute = endpoint({
  summary: 'Tell a webhook again what happened from a time on, at most 30 days back',
  description:
    'Begins within a minute. Events have the ids that they had: what was accepted before comes again.',
  body: z.strictObject({ from: z.iso.datetime({ offset: true }) }),
  status: 202,
  answer: z.object({ replayId: z.string(), from: z.string() }),
  async handle({ params, body, now, caller }) {
    const { webhookId, state } = await known(params.webhookId, caller);
    if (state === 'disabled') {
      throw new Problem('webhook_disabled', 'set its state to "on" first');
    }
    const from = new Date(body.from);
    if (now.getTime() - from.getTime() > REPLAY_DAYS * 86_400_000) {
      throw new Problem('invalid_time', `from: facts are kept for ${REPLAY_DAYS} days`);
    }
    const replayId = base32(crypto.getRandomValues(new Uint8Array(10)));
    const after = stampOf(from.toISOString());
    await startReplay({ webhookId, at: now.toISOString(), replayId, after });
    return { replayId, from: from.toISOString() };
  },
});
