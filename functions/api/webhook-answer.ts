import * as z from 'zod';
import { readWebhook } from '../../adapters/out/webhooks.ts';
import { keys } from '../../adapters/secrets.ts';
import type { Caller } from '../../domain/access/caller.ts';
import { guestKeyOf } from '../../domain/invite/keys.ts';
import { FACT_TYPES } from '../../domain/out/fact.ts';
import type { Webhook } from '../../domain/out/webhook.ts';
import { Problem } from './problem.ts';

/** Kinds of facts that a webhook may hear of. */
export const FactTypes = z
  .array(z.enum(FACT_TYPES))
  .min(1)
  .max(FACT_TYPES.length)
  .describe('what it wants to hear');

/** A webhook, without its secrets. */
export const WebhookAnswer = z.object({
  webhookId: z.string(),
  url: z.string(),
  types: FactTypes,
  description: z.string().optional(),
  reach: z.enum(['installation', 'organizer']).describe('whose events it hears of'),
  withAddress: z.boolean().describe('the address of the guest is in each event'),
  state: z.enum(['on', 'disabled']),
  why: z.string().optional().describe('why it is disabled'),
  failingSince: z.string().optional().describe('it has accepted nothing since'),
  retryAt: z.string().optional().describe('when it is tried again'),
  overlapUntil: z.string().optional().describe('until when the secret before signs as well'),
  version: z.number().int().describe('grows with every edit; the ETag'),
  createdAt: z.string(),
});

/** A webhook for people. */
export const showWebhook = ({
  organizerKey,
  generation: _,
  ...webhook
}: Webhook): z.output<typeof WebhookAnswer> =>
  WebhookAnswer.parse({
    version: 1,
    ...webhook,
    reach: organizerKey ? 'organizer' : 'installation',
  });

/** The key of the one organizer whom a caller reaches; undefined for the domain owner. */
export async function organizerKeyOf({ reach }: Caller): Promise<string | undefined> {
  if (reach.kind === 'installation') return undefined;
  const { mac } = await keys();
  return guestKeyOf(mac, reach.kind === 'organizer' ? reach.address : '');
}

/** The webhook that a request names, where the caller reaches it. @throws Problem `not_found` */
export async function webhookOf(webhookId: string | undefined, caller: Caller): Promise<Webhook> {
  const webhook = await readWebhook(webhookId ?? 'none');
  const organizer = await organizerKeyOf(caller);
  const isTheirs = organizer === undefined || webhook?.organizerKey === organizer;
  if (webhook && isTheirs) return webhook;
  throw new Problem('not_found', 'there is no webhook of this id');
}
