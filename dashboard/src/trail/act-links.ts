import type { RouteLocationRaw } from 'vue-router';
import type { Act } from '../api/types.ts';

/** Where the dashboard shows something that an act was about; `text` says it, or `words` names a text. */
export type ActLink = Readonly<{
  key: string;
  words?: string;
  text?: string;
  to?: RouteLocationRaw;
}>;

/** What an act was about, each with the view of it. @param titles of events, by their ids */
export function linksOf(
  { about, ids }: Act,
  titles: ReadonlyMap<string, string>,
): readonly ActLink[] {
  const { eventId, runId, listId, mailId, webhookId, keyId, guestKey } = ids;
  const event = eventId === undefined ? undefined : { eventId };
  const title = event && titles.get(event.eventId);
  return [
    ...(about ? [{ key: 'about', text: about, to: organizerOf(about) }] : []),
    ...(event
      ? [
          {
            ...{ key: 'event', to: { name: 'event', params: event } },
            ...(title === undefined ? { words: 'trail.see.event' } : { text: title }),
          },
        ]
      : []),
    ...(runId
      ? [{ key: 'run', words: 'trail.see.run', to: { name: 'run', params: { runId } } }]
      : []),
    ...(listId && event
      ? [
          {
            key: 'list',
            words: 'trail.see.list',
            to: { name: 'event-list', params: { ...event, listId } },
          },
        ]
      : []),
    ...(mailId
      ? [{ key: 'mail', words: 'trail.see.mail', to: { name: 'mail', params: { mailId } } }]
      : []),
    ...(webhookId
      ? [
          {
            key: 'webhook',
            words: 'trail.see.webhook',
            to: { name: 'webhook', params: { webhookId } },
          },
        ]
      : []),
    ...(keyId ? [{ key: 'key', text: keyId, to: { name: 'keys' } }] : []),
    ...(guestKey ? [{ key: 'guest', words: 'trail.see.guest' }] : []),
  ];
}

const organizerOf = (address: string): RouteLocationRaw => ({
  name: 'organizer',
  query: { address },
});
