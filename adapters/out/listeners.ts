import { FACT_TYPES, type FactType } from '../../domain/out/fact.ts';
import { busName } from './bus-name.ts';
import { listWebhooks } from './webhooks.ts';

/** How long a warm function believes who listens: so late does a new webhook begin to hear, at most. */
export const BELIEVED_MS = 30_000;

let known: Readonly<{ until: number; types: Promise<ReadonlySet<FactType>> }> | undefined;

/**
 * The types of facts that anybody wants to hear. Nothing is written for nobody: a million invitations that nobody
 * listens to cost one short query in 30 seconds.
 */
export function wantedTypes(now = Date.now()): Promise<ReadonlySet<FactType>> {
  if (busName() !== undefined) return Promise.resolve(new Set(FACT_TYPES));
  if (known && known.until > now) return known.types;
  const types = readTypes();
  known = { until: now + BELIEVED_MS, types };
  types.catch(forgetListeners);
  return types;
}

/** Asks anew at the next fact: whoever changed a webhook here need not wait. */
export function forgetListeners(): void {
  known = undefined;
}

async function readTypes(): Promise<ReadonlySet<FactType>> {
  const listening = (await listWebhooks()).filter(({ state }) => state === 'on');
  return new Set(listening.flatMap(({ types }) => types));
}
