import * as z from 'zod';
import { forgetListeners } from '../../../adapters/out/listeners.ts';
import { allowsLoopback } from '../../../adapters/out/post-webhook.ts';
import { secretOf } from '../../../adapters/out/webhook-secret.ts';
import {
  createWebhook,
  deleteWebhook,
  editWebhook,
  listWebhooks,
} from '../../../adapters/out/webhooks.ts';
import { keys } from '../../../adapters/secrets.ts';
import type { Caller } from '../../../domain/access/caller.ts';
import { readAddress } from '../../../domain/identity/address.ts';
import { guestKeyOf } from '../../../domain/invite/keys.ts';
import { refusalOfUrl } from '../../../domain/out/target.ts';
import { MAX_WEBHOOKS, type Webhook } from '../../../domain/out/webhook.ts';
import { type ApiRequest, endpoint } from '../endpoint.ts';
import { checkTag, tagOf } from '../if-match.ts';
import { newId } from '../new-id.ts';
import { Problem } from '../problem.ts';
import {
  FactTypes,
  organizerKeyOf,
  showWebhook,
  WebhookAnswer,
  webhookOf,
} from '../webhook-answer.ts';

const FIELDS = {
  url: z.string().max(2_000).describe('https, of a public address'),
  types: FactTypes,
  description: z.string().max(200),
};

const Shown = WebhookAnswer.extend({
  secret: z.string().describe('`whsec_…`: shown this once'),
});

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
      webhookId: newId(),
      ...(description !== undefined && { description }),
      ...(address !== undefined && { organizerKey: guestKeyOf(mac, address) }),
      ...{ state: 'on', generation: 1, createdAt: now.toISOString() },
    };
    await createWebhook(webhook);
    forgetListeners();
    return { ...showWebhook(webhook), secret: secretOf(mac, webhook.webhookId, 1) };
  },
});

/** `GET /v1/webhooks` */
export const listWebhooksRoute = endpoint({
  summary: 'Webhooks, and how they are',
  answer: z.object({ items: z.array(WebhookAnswer) }),
  async handle({ caller }) {
    const organizer = await organizerKeyOf(caller);
    const items = (await listWebhooks()).filter(
      ({ organizerKey }) => organizer === undefined || organizerKey === organizer,
    );
    return { items: items.map(showWebhook) };
  },
});

/** `GET /v1/webhooks/{webhookId}` */
export const readWebhookRoute = endpoint({
  summary: 'A webhook, and how it is',
  answer: WebhookAnswer,
  etag: tagOf,
  async handle({ params, caller }) {
    return showWebhook(await webhookOf(params.webhookId, caller));
  },
});

type Asked = Pick<ApiRequest<unknown, unknown>, 'params' | 'caller' | 'ifMatch'>;

/** Edits may meet: whoever said which version they mean is told, the others come one after another. */
const MAX_TRIES = 5;

/**
 * Does something to the webhook that a request names, unless it is another version than the request means.
 *
 * @param write false when somebody else has edited it since it was read
 */
async function edit(
  { params, caller, ifMatch }: Asked,
  write: (webhook: Webhook) => Promise<boolean>,
): Promise<Webhook> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const webhook = await webhookOf(params.webhookId, caller);
    checkTag(tagOf(showWebhook(webhook)), ifMatch);
    if (!(await write(webhook))) continue;
    forgetListeners();
    return webhook;
  }
  throw new Problem(
    'version_changed',
    'others change it at this moment: read it, then decide again',
  );
}

const ANEW = { why: null, failingSince: null, failures: null, retryAt: null } as const;

/** `PATCH /v1/webhooks/{webhookId}` */
export const changeWebhookRoute = endpoint({
  summary: 'Change a webhook, disable it, or set it on again',
  body: z.strictObject({ ...FIELDS, state: z.enum(['on', 'disabled']) }).partial(),
  answer: WebhookAnswer,
  conditional: true,
  etag: tagOf,
  async handle({ body, ...request }) {
    checkUrl(body.url);
    const isChange = Object.values(body).some((value) => value !== undefined);
    const { webhookId } = await edit(request, async (webhook) =>
      isChange ? editWebhook(webhook, { ...body, ...(body.state && ANEW) }) : true,
    );
    return showWebhook(await webhookOf(webhookId, request.caller));
  },
});

/** `DELETE /v1/webhooks/{webhookId}` */
export const deleteWebhookRoute = endpoint({
  summary: 'Forget a webhook, with what it was not told yet',
  answer: WebhookAnswer,
  conditional: true,
  handle: async (request) => showWebhook(await edit(request, deleteWebhook)),
});

/** `POST /v1/webhooks/{webhookId}/rotate` */
export const rotateSecretRoute = endpoint({
  summary: 'A new secret; the one before signs as well for a while',
  body: z
    .strictObject({ overlapHours: z.number().min(0).max(168).default(24) })
    .default({ overlapHours: 24 }),
  answer: Shown,
  once: false,
  conditional: true,
  etag: tagOf,
  async handle({ body, now, ...request }) {
    const overlapUntil = new Date(now.getTime() + body.overlapHours * 3_600_000).toISOString();
    const { webhookId, generation } = await edit(request, (webhook) =>
      editWebhook(webhook, { generation: webhook.generation + 1, overlapUntil }),
    );
    const { mac } = await keys();
    const secret = secretOf(mac, webhookId, generation + 1);
    return { ...showWebhook(await webhookOf(webhookId, request.caller)), secret };
  },
});
