import * as z from 'zod';
import { createErasure, type Erasure, readErasure } from '../../../adapters/erasures.ts';
import { keys } from '../../../adapters/secrets.ts';
import { suppress } from '../../../adapters/suppressions.ts';
import { eraseExecution, startErase } from '../../../adapters/workflows.ts';
import { readAddress } from '../../../domain/identity/address.ts';
import { guestKeyOf } from '../../../domain/invite/keys.ts';
import { endpoint } from '../endpoint.ts';
import { newId } from '../new-id.ts';
import { Problem } from '../problem.ts';
import { EXECUTION } from '../run-answer.ts';

const ErasureAnswer = z.object({
  erasureId: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  createdAt: z.string(),
  endedAt: z.string().optional(),
  events: z.number().int().describe('events whose guest or answerer they were'),
  lists: z.number().int().describe('objects of lists that named them'),
  runs: z.number().int().describe('runs that they were among'),
  mails: z.number().int().describe('mails of theirs that were deleted'),
  execution: EXECUTION,
});

/** Without the key of the guest, which somebody could look for. */
const show = ({ guestKey: _, ...erasure }: Erasure): z.output<typeof ErasureAnswer> =>
  ErasureAnswer.parse({ ...erasure, execution: eraseExecution(erasure.erasureId) });

/** `POST /v1/erasures` */
export const eraseAddress = endpoint({
  summary: 'Forget an address: it gets no mail any more, and is taken out of what is kept',
  description:
    'A mail that a worker has in hand at this moment may still go, within 30 seconds; once `state` is `done` none is. What stays is a keyed hash of the address, so that later lists skip it, and counts. docs/operate.md says what goes later by itself.',
  body: z.strictObject({ address: z.string().max(320) }),
  status: 202,
  answer: ErasureAnswer,
  async handle({ body, now }) {
    const address = readAddress(body.address);
    if (address === undefined) throw new Problem('bad_request', 'address is no e-mail address');
    const { mac } = await keys();
    const guestKey = guestKeyOf(mac, address);
    const createdAt = now.toISOString();
    await suppress(guestKey, 'erased', createdAt);
    const erasureId = newId();
    const none = { events: 0, lists: 0, runs: 0, mails: 0 };
    const erasure: Erasure = { erasureId, guestKey, state: 'running', createdAt, ...none };
    await createErasure(erasure);
    await startErase(erasureId);
    return show(erasure);
  },
});

/** `GET /v1/erasures/{erasureId}` */
export const readErasureRoute = endpoint({
  summary: 'How far an erasure is, and what it found',
  answer: ErasureAnswer,
  async handle({ params }) {
    const erasure = await readErasure(params.erasureId ?? '');
    if (!erasure) throw new Problem('not_found', 'there is no erasure of this id');
    return show(erasure);
  },
});
