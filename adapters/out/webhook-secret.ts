import { Webhook as Signer } from 'standardwebhooks';
import type { Mac } from '../../domain/invite/mac.ts';
import type { Webhook } from '../../domain/out/webhook.ts';

/**
 * The secret of a webhook, as Standard Webhooks writes it. Derived from the installation's root key: no row, backup or
 * log can hold it.
 */
export function secretOf(mac: Mac, webhookId: string, generation: number): string {
  const octets = mac('webhook', `${webhookId}\n${generation}`, 'root');
  if (!octets) throw new Error('the installation has no root key');
  return `whsec_${Buffer.from(octets).toString('base64')}`;
}

/** The fields that prove a body, by each secret that is good at the time. */
export function signatureFields(
  mac: Mac,
  { webhookId, generation, overlapUntil = '' }: Webhook,
  message: Readonly<{ id: string; body: string; now: Date }>,
): Readonly<Record<string, string>> {
  const { id, body, now } = message;
  const isOverlap = generation > 1 && overlapUntil > now.toISOString();
  const generations = isOverlap ? [generation, generation - 1] : [generation];
  const signatures = generations.map((each) =>
    new Signer(secretOf(mac, webhookId, each)).sign(id, now, body),
  );
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': signatures.join(' '),
  };
}
