import * as z from 'zod';
import {
  type ApiKey,
  changeApiKey,
  createApiKey,
  keyIdOf,
  listApiKeys,
  readApiKey,
} from '../../../adapters/api-keys.ts';
import { type Caller, type Reach, SCOPES } from '../../../domain/access/caller.ts';
import { readAddress } from '../../../domain/identity/address.ts';
import { endpoint, Page, pageOf } from '../endpoint.ts';
import { Problem } from '../problem.ts';

const Key = z.object({
  keyId: z.string(),
  name: z.string().optional(),
  scopes: z.array(z.enum(SCOPES)),
  organizer: z.string().optional().describe('for whom it acts; absent: for the installation'),
  createdAt: z.string(),
  lastUsedOn: z.string().optional().describe('date, UTC'),
  expiresAt: z.string().optional().describe('from when on it is no good: another replaces it'),
  revokedAt: z.string().optional(),
});

const NewKey = Key.extend({
  key: z.string().describe('shown this once; what is stored is a hash'),
});

function show({ reach, ...key }: ApiKey): z.output<typeof Key> {
  return Key.parse({ ...key, ...(reach.kind === 'organizer' && { organizer: reach.address }) });
}

/** The key that a path names, if the caller reaches as far as it does. */
async function keyOf(keyId: string | undefined, { reach }: Caller): Promise<ApiKey> {
  const key = await readApiKey(keyId ?? '');
  const isWithin =
    reach.kind === 'installation' ||
    (reach.kind === 'organizer' &&
      key?.reach.kind === 'organizer' &&
      key.reach.address === reach.address);
  if (key && isWithin) return key;
  throw new Problem('not_found', 'there is no key of this id; list them');
}

async function create(
  { scopes, name }: Pick<ApiKey, 'scopes' | 'name'>,
  reach: Reach,
  now: Date,
): Promise<z.output<typeof NewKey>> {
  const chance = crypto.getRandomValues(new Uint8Array(38));
  const createdAt = now.toISOString();
  const key = await createApiKey(chance, scopes, createdAt, reach, name);
  const shown = show({ keyId: keyIdOf(key), scopes, reach, createdAt, ...(name && { name }) });
  return { ...shown, key };
}

/** How far a new key reaches: never further than who makes it. */
function reachFor({ reach }: Caller, organizer: string | undefined): Reach {
  if (organizer === undefined) return reach;
  const address = readAddress(organizer);
  if (address === undefined) throw new Problem('invalid_email', 'organizer is no e-mail address');
  if (reach.kind === 'installation' || (reach.kind === 'organizer' && reach.address === address)) {
    return { kind: 'organizer', address };
  }
  throw new Problem('reach', 'you act for another organizer');
}

/** `GET /v1/keys` */
export const listKeysRoute = endpoint({
  summary: 'List API keys, the newest first',
  description: 'To a caller who acts for one organizer: the keys of that organizer.',
  query: Page,
  answer: pageOf(Key),
  async handle({ query, caller }) {
    const page = await listApiKeys(caller.reach, query);
    return { ...page, items: page.items.map(show) };
  },
});

/** `POST /v1/keys` */
export const createKeyRoute = endpoint({
  summary: 'Make an API key',
  description: 'Each request makes another one: an `Idempotency-Key` is not honoured here.',
  body: z.strictObject({
    name: z.string().trim().min(1).max(100).optional().describe('what it is for'),
    scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
    organizer: z
      .string()
      .max(320)
      .optional()
      .describe('for whom it acts; absent: as far as the caller reaches'),
  }),
  status: 201,
  answer: NewKey,
  once: false,
  async handle({ body: { name, scopes, organizer }, caller, now }) {
    const asked = { scopes: [...new Set(scopes)], ...(name !== undefined && { name }) };
    return create(asked, reachFor(caller, organizer), now);
  },
});

/** Longest overlap of two keys: a month. */
const MAX_OVERLAP_HOURS = 744;

/** `POST /v1/keys/{keyId}/rotate` */
export const rotateKeyRoute = endpoint({
  summary: 'Replace an API key: the new one is good at once, the old one for a while longer',
  body: z
    .strictObject({
      overlapHours: z.number().min(0).max(MAX_OVERLAP_HOURS).default(24),
    })
    .prefault({}),
  status: 201,
  answer: NewKey.extend({ replaces: Key }),
  once: false,
  async handle({ params, body, caller, now }) {
    const old = await keyOf(params.keyId, caller);
    const isOver = old.expiresAt !== undefined && old.expiresAt <= now.toISOString();
    if (old.revokedAt !== undefined || isOver) {
      throw new Problem('key_ended', 'make a new one with POST /v1/keys');
    }
    const end = new Date(now.getTime() + body.overlapHours * 3_600_000).toISOString();
    // Rotated twice, it does not live longer than it was said to first.
    const expiresAt = old.expiresAt !== undefined && old.expiresAt < end ? old.expiresAt : end;
    const made = await create(old, old.reach, now);
    await changeApiKey(old.keyId, { expiresAt });
    return { ...made, replaces: show({ ...old, expiresAt }) };
  },
});

/** `DELETE /v1/keys/{keyId}` */
export const revokeKeyRoute = endpoint({
  summary: 'Revoke an API key, at once',
  description: 'It stays on the list. Safe to repeat. A key may revoke itself.',
  answer: Key,
  async handle({ params, caller, now }) {
    const key = await keyOf(params.keyId, caller);
    if (key.revokedAt !== undefined) return show(key);
    const revokedAt = now.toISOString();
    await changeApiKey(key.keyId, { revokedAt });
    return show({ ...key, revokedAt });
  },
});
