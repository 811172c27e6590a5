import { instanceKey } from '../domain/invite/instance.ts';
import type { Ticket } from '../domain/invite/ticket.ts';
import type { Answer, Proposal } from '../domain/itip/decisions.ts';
import { type AnswerOrder, answerRank } from '../domain/itip/order-answers.ts';
import { guestPartition } from './guest-ledger.ts';
import { putNewest } from './newest-wins.ts';
import { type Key, queryPrefix } from './table.ts';

/** Whose answer it is; `sharedWith`: key of somebody to whom the guest passed the invitation on. */
export type Answering = Ticket & Readonly<{ sharedWith?: string }>;

/** A guest's own stored answer, as far as the next one is compared with it. */
export type StoredAnswer = AnswerOrder & Readonly<{ delegate?: string }>;

/** `IN#` for answers, `PRO#` for proposals: one of each for a person and the event, or one of its instances. */
const keyOf = (
  kind: 'IN' | 'PRO',
  { eventId, guestKey, sharedWith }: Answering,
  instance: string | undefined,
): Key => {
  const shared = sharedWith === undefined ? [] : ['SHARED', sharedWith];
  const at = instance === undefined ? [] : ['AT', instance];
  return {
    pk: guestPartition(eventId, guestKey),
    sk: [kind, guestKey, ...shared, ...at].join('#'),
  };
};

/** The guest's own stored answers, by instance; the answer to the whole event under the empty text. */
export async function answersOf({
  eventId,
  guestKey,
}: Ticket): Promise<ReadonlyMap<string, StoredAnswer>> {
  const stored = new Map<string, StoredAnswer>();
  for await (const item of queryPrefix(guestPartition(eventId, guestKey), `IN#${guestKey}`)) {
    if (item.as !== 'guest') continue;
    stored.set(String(item.instance ?? ''), item as unknown as StoredAnswer);
  }
  return stored;
}

/**
 * Records an answer if it is the newest of its guest, so that replies that come at once, late or twice
 * end in the same place.
 *
 * @returns false when a newer one is there; the same mail a second time is true again
 */
export const recordAnswer = (who: Answering, answer: Answer, client: string): Promise<boolean> =>
  record('IN', who, answer, client);

/** As `recordAnswer`, for what a guest would like instead: the newest proposal stands beside the answer. */
export const recordProposal = (
  who: Answering,
  proposal: Proposal,
  client: string,
): Promise<boolean> => record('PRO', who, proposal, client);

function record(
  kind: 'IN' | 'PRO',
  who: Answering,
  { recurrenceId, ...said }: Answer | Proposal,
  client: string,
): Promise<boolean> {
  const instance = recurrenceId && instanceKey(recurrenceId);
  return putNewest(
    keyOf(kind, who, instance),
    {
      ...said,
      ...(instance && { instance }),
      client,
      guestKey: who.guestKey,
      as: who.sharedWith === undefined ? 'guest' : 'shared',
    },
    answerRank(said),
  );
}
