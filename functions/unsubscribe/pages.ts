import type { Subscription, Subscriptions } from '../../adapters/subscriptions.ts';
import { escapeHtml } from '../../domain/mime/escape-html.ts';
import { html } from '../page.ts';
import type { Asked } from './asked.ts';

const button = (change: string, label: string): string =>
  `<button type="submit" name="change" value="${change}">${escapeHtml(label)}</button>`;

const day = (start: string): string => start.slice(0, 10);

function eventRow({ eventId, title, start, organizer, isLeft }: Subscription): string {
  const label = `${title}, ${day(start)}, ${organizer}`;
  return isLeft
    ? `<li>${escapeHtml(label)}: no more mails.<br>${button(`resume-event-${eventId}`, 'Send me mails of it again')}</li>`
    : `<li>${escapeHtml(label)}<br>${button(`stop-event-${eventId}`, 'No more mails of this event')}</li>`;
}

function organizerRow([key, { organizer, isBlocked }]: readonly [string, Subscription]): string {
  return isBlocked
    ? `<li>${escapeHtml(organizer)}: nothing is sent to you.<br>${button(`resume-organizer-${key}`, 'Allow invitations again')}</li>`
    : `<li>${escapeHtml(organizer)}<br>${button(`stop-organizer-${key}`, 'Nothing more of this organizer')}</li>`;
}

const list = (heading: string, rows: readonly string[]): string =>
  rows.length === 0 ? '' : `<h2>${heading}</h2>\n<ul>\n${rows.join('\n')}\n</ul>`;

const CLOSED =
  '<p>No mail goes to this address any more. Write to the organizer to change that.</p>';

function everything(why: string | undefined): string {
  if (why === undefined) {
    return `<h2>Everything</h2>\n<p>You will get no more calendar invitations from this sender. What is in your calendar stays there.</p>
${button('stop-everything', 'Unsubscribe from everything')}`;
  }
  if (why !== 'unsubscribed') return CLOSED;
  return `<p>You are unsubscribed from everything.</p>\n${button('resume-everything', 'Take that back')}`;
}

const DONE = {
  stop: 'Done: it is stopped. You can close this page.',
  resume: 'Done: you get these mails again.',
} as const satisfies Record<Asked['do'], string>;

/** What a guest gets, with a button for each change. @param asked what was just done */
export function choicePage({ why, events, otherBlocked }: Subscriptions, asked?: Asked): string {
  const organizers = new Map(events.map((event) => [event.organizerKey, event]));
  const others = otherBlocked.map(
    (key) =>
      `<li>An organizer: nothing is sent to you.<br>${button(`resume-organizer-${key}`, 'Allow invitations again')}</li>`,
  );
  const parts =
    why === undefined
      ? [
          list('Events', events.map(eventRow)),
          list('Organizers', [...[...organizers].map(organizerRow), ...others]),
        ]
      : [];
  const said = asked ? `<p role="status"><strong>${DONE[asked.do]}</strong></p>` : '';
  return html(
    'Your invitations',
    `${said}\n<form method="post">\n${[...parts, everything(why)].filter(Boolean).join('\n')}\n</form>`,
  );
}

/** The page for a request that is none of ours. */
export const badPage = (): string =>
  html(
    'Nothing was changed',
    '<p>This request asks for nothing that we know. Use the buttons of the page.</p>',
  );

/** The page for a link that we did not make. */
export const unknownPage = (): string =>
  html(
    'This link does not work',
    '<p>Part of it may be missing. Open it again from the mail, or answer the mail and say that you want no more.</p>',
  );
