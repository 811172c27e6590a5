import { setting } from '../../adapters/environment.ts';
import { readEvents } from '../../adapters/event-store.ts';
import { readList } from '../../adapters/list-store.ts';
import { calendarMailbox } from '../../adapters/mailboxes.ts';
import { keys } from '../../adapters/secrets.ts';
import { listAnswer } from '../../domain/invite/list-answer.ts';
import { sealToken } from '../../domain/invite/sealed-token.ts';
import type { TakenLists } from '../../domain/itip/decisions.ts';
import { EMPTY_PREVIEW } from '../../domain/list/preview.ts';

/** The answer to a mail with lists: what was read of them, and what to do next. */
export async function listLetter(
  mailId: string,
  { to, inReplyTo, listIds, isSending }: TakenLists,
  now: Date,
): Promise<string> {
  const { mac, currentKeyId } = await keys();
  const found = await Promise.all(listIds.map(readList));
  const stored = found.filter((list) => list !== undefined);
  const events = await readEvents(stored.map(({ eventId }) => eventId));
  const lists = stored.map(({ listId, eventId, fileName, state, consent, preview }) => ({
    ...{ listId, eventId, fileName, isStaged: state === 'staged', consent: consent.source },
    title: events.find((event) => event.eventId === eventId)?.title ?? '',
    preview: preview ?? EMPTY_PREVIEW,
    link: `${setting('PUBLIC_URL')}/list/${sealToken(mac, 'list', listId, currentKeyId)}`,
  }));
  const from = calendarMailbox();
  return listAnswer({
    ...{ from, to, mailId, lists, isSending, now },
    ...(inReplyTo !== undefined && { inReplyTo }),
  });
}
