import {
  GIVE_UP_MS,
  pauseAfter,
  SAY_GONE,
  sayDisabled,
  type Webhook,
} from '../../domain/out/webhook.ts';
import type { Attempted } from './attempt-delivery.ts';
import { changeWebhook } from './webhooks.ts';

/** An endpoint in one call of a function: whether it takes anything at this moment. */
export type Endpoint = {
  readonly webhook: Webhook;
  /** True once it is better left alone until its next round. */
  isQuiet: boolean;
  /** Attempts of this call that refused, in a row. */
  refusals: number;
};

/** Refusals in a row after which an endpoint is left alone: one may be about one event only. */
const MAX_REFUSALS = 2;

/** Opens an endpoint for one call. */
export const openEndpoint = (webhook: Webhook, now: number): Endpoint => ({
  webhook,
  isQuiet: webhook.state !== 'on' || Date.parse(webhook.retryAt ?? '') > now,
  refusals: 0,
});

/** Learns from an attempt: an endpoint that is well again is told all, one that refuses is left alone, or disabled. */
export async function learn(endpoint: Endpoint, attempted: Attempted, now: number): Promise<void> {
  const { webhook } = endpoint;
  const { refused } = attempted;
  if (attempted.accepted > 0 || refused === undefined) {
    endpoint.refusals = 0;
    if (webhook.failingSince !== undefined) await isWell(webhook);
  }
  if (refused === undefined) return;
  if (refused.kind === 'answered' && refused.status === 410) {
    endpoint.isQuiet = true;
    await changeWebhook(webhook.webhookId, { state: 'disabled', why: SAY_GONE });
    return;
  }
  if (attempted.accepted > 0) return;
  endpoint.refusals += 1;
  const { failingSince } = webhook;
  if (failingSince !== undefined && now - Date.parse(failingSince) >= GIVE_UP_MS) {
    endpoint.isQuiet = true;
    const why = sayDisabled(failingSince, refused);
    await changeWebhook(webhook.webhookId, { state: 'disabled', why });
  } else if (endpoint.refusals >= MAX_REFUSALS) await leaveAlone(endpoint, now);
  else if (failingSince === undefined) await begin(webhook, now);
}

const isWell = ({ webhookId }: Webhook): Promise<unknown> =>
  changeWebhook(webhookId, { failingSince: null, failures: null, retryAt: null });

const begin = ({ webhookId }: Webhook, now: number): Promise<unknown> =>
  changeWebhook(webhookId, { failingSince: new Date(now).toISOString() });

async function leaveAlone(endpoint: Endpoint, now: number): Promise<void> {
  const { webhookId, failures = 0, failingSince = new Date(now).toISOString() } = endpoint.webhook;
  endpoint.isQuiet = true;
  const retryAt = new Date(now + pauseAfter(failures + 1)).toISOString();
  await changeWebhook(webhookId, { failingSince, failures: failures + 1, retryAt });
}
