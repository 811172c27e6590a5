import { FACTS_PREFIX } from '../../manifest.ts';
import { listKeys } from '../objects.ts';
import { readFacts } from '../out/facts.ts';
import type { Places } from './found.ts';
import { throughKeys } from './objects.ts';

/** What webhooks and the bus are told of them. A fact names them by their key alone, so that an erasure leaves it. */
export const facts: Places = ({ guestKey }, after) =>
  throughKeys(listKeys('data', FACTS_PREFIX, after), async (key) => {
    const told = await readFacts(key.slice(FACTS_PREFIX.length));
    return told
      .filter((fact) => fact.guestKey === guestKey)
      .map((fact) => ({ kind: 'fact', show: async () => fact }) as const);
  });
