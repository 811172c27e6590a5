import * as z from 'zod';
import { keys } from '../../../adapters/secrets.ts';
import { lift, readSuppression, suppress } from '../../../adapters/suppressions.ts';
import { readAddress } from '../../../domain/identity/address.ts';
import { guestKeyOf, isKeyedId } from '../../../domain/invite/keys.ts';
import { LIFTABLE } from '../../../domain/invite/suppression.ts';
import { endpoint } from '../endpoint.ts';
import { Problem } from '../problem.ts';

const SuppressionAnswer = z.object({
  guestKey: z.string().describe('keyed hash of the address; the address itself is not kept'),
  why: z
    .enum(['bounced', 'complained', 'unsubscribed', 'erased', 'blocked'])
    .optional()
    .describe('why nothing at all is sent; absent where only parts are stopped'),
  at: z.string().optional(),
  organizers: z.array(z.string()).describe('keys of organizers whom the guest blocked'),
  events: z.array(z.string()).describe('events of which the guest wants no mail'),
});

async function keyOf(text: string): Promise<string> {
  const address = readAddress(text);
  if (address === undefined) throw new Problem('invalid_email', 'give one address, without a name');
  const { mac } = await keys();
  return guestKeyOf(mac, address);
}

const idsIn = (item: Readonly<Record<string, unknown>>, kind: string): string[] =>
  Object.keys(item).flatMap((name) => (name.startsWith(kind) ? [name.slice(kind.length)] : []));

async function shown(guestKey: string): Promise<z.output<typeof SuppressionAnswer> | undefined> {
  const item = await readSuppression(guestKey);
  if (!item) return undefined;
  const found = { organizers: idsIn(item, 'organizer-'), events: idsIn(item, 'event-') };
  const isAnything = item.why !== undefined || found.organizers.length + found.events.length > 0;
  return isAnything ? SuppressionAnswer.parse({ ...item, guestKey, ...found }) : undefined;
}

/** `GET /v1/suppressions` */
export const listSuppressionsRoute = endpoint({
  summary: 'Whether an address gets mail from here, and why not',
  description: 'Found by the hash of the exact address: the list holds no addresses.',
  query: z.object({ address: z.string().max(320) }),
  answer: z.object({ items: z.array(SuppressionAnswer) }),
  async handle({ query }) {
    const found = await shown(await keyOf(query.address));
    return { items: found ? [found] : [] };
  },
});

/** `POST /v1/suppressions` */
export const createSuppressionRoute = endpoint({
  summary: 'Send an address nothing any more',
  body: z.strictObject({ address: z.string().max(320) }),
  status: 201,
  answer: SuppressionAnswer,
  async handle({ body, now }) {
    const guestKey = await keyOf(body.address);
    await suppress(guestKey, 'blocked', now.toISOString());
    const found = await shown(guestKey);
    if (!found) throw new Problem('not_found', 'it was taken back at the same moment');
    return found;
  },
});

/** `DELETE /v1/suppressions/{guestKey}` */
export const deleteSuppressionRoute = endpoint({
  summary: 'Let an address have mail again',
  description:
    'Whoever unsubscribed takes that back with the link in any mail, and whoever complained gets nothing any more: 409.',
  answer: SuppressionAnswer,
  async handle({ params: { guestKey = '' } }) {
    const found = isKeyedId(guestKey) ? await shown(guestKey) : undefined;
    if (!found) throw new Problem('not_found', 'nothing is suppressed under this key');
    if (!(await lift(guestKey, LIFTABLE))) {
      throw new Problem('not_liftable', 'it is the word of the guest; only they take it back');
    }
    return found;
  },
});
