import { PRESSES, type Press } from './answer.ts';
import { type Html, html } from './html.ts';
import type { SentMail } from './mail-store.ts';
import type { EventView, MailView } from './mail-view.ts';

/** One row of the list. */
export type ListedMail = SentMail & Readonly<{ subject: string }>;

/** The page with the newest mails, or those to addresses that begin with `query`. */
export function listPage(
  page: Readonly<{ mails: readonly ListedMail[]; query: string; total: number; next?: number }>,
): Html {
  const { mails, query, total, next } = page;
  const older = new URLSearchParams({
    ...(query === '' ? {} : { q: query }),
    before: String(next),
  });
  return layout(
    'Mailbox',
    html`<h1>Mailbox</h1>
<p>Every mail that this stack sent, newest first: ${total} in all. Nothing left this machine.</p>
<form method="get" action="/" role="search">
<label>To an address that begins with<input type="search" name="q" value="${query}" autocapitalize="none" autocomplete="off"></label>
<button>Search</button>
</form>
${mails.length === 0 ? html`<p>No mail${query === '' ? '' : ` to ${query}…`} here.</p>` : undefined}
<ul class="mails">${mails.map(listItem)}</ul>
<nav aria-label="Pages"><a href="/${query === '' ? '' : `?${new URLSearchParams({ q: query })}`}">Newest</a>${
      next === undefined ? undefined : html`<a href="/?${older.toString()}" rel="next">Older</a>`
    }</nav>`,
  );
}

function listItem({ id, at, to, from, subject }: ListedMail): Html {
  const others = to.length > 1 ? ` and ${to.length - 1} more` : '';
  return html`<li><a href="/mail/${id}">${subject === '' ? '(no subject)' : subject}</a><br>
<span class="small">to ${to[0] ?? ''}${others} · from ${from} · ${timeOf(at)}</span></li>`;
}

/** What the page of one mail shows. */
export type ShownMail = Readonly<{
  mail: SentMail;
  view: MailView;
  /** The source, or its beginning. */
  raw: string;
  hasHtml: boolean;
  /** The guest who can answer it, and what they have pressed. */
  guest?: string | undefined;
  pressed?: Press | undefined;
}>;

/** The page of one mail. */
export function mailPage({ mail, view, raw, hasHtml, guest, pressed }: ShownMail): Html {
  const title = view.subject === '' ? '(no subject)' : view.subject;
  const tags = Object.entries(mail.tags).map(([name, value]) => `X-SES tag ${name}: ${value}\n`);
  return layout(
    title,
    html`<nav><a href="/">All mails</a><a href="/messages/${mail.id}.eml">Download</a></nav>
<h1>${title}</h1>
<dl><dt>To</dt><dd>${mail.to.join(', ')}</dd><dt>From</dt><dd>${mail.from}</dd><dt>Sent</dt><dd>${timeOf(mail.at)}</dd></dl>
${view.problem === undefined ? undefined : html`<p role="alert">Not all of this mail could be read: ${view.problem}.</p>`}
${guest === undefined ? undefined : answerForm(mail.id, guest, pressed)}
${hasHtml ? html`<h2>HTML</h2><iframe sandbox title="The mail's HTML part" src="/mail/${mail.id}/html"></iframe>` : undefined}
${view.text === '' ? undefined : html`<h2>Text</h2><pre tabindex="0">${linked(view.text)}</pre>`}
${view.events.map(eventSection)}
<details><summary>Headers</summary><pre tabindex="0">${view.headers.map(({ name, value }) => `${name}: ${value}\n`)}${tags}</pre></details>
<details><summary>Source</summary><pre tabindex="0">${raw}</pre></details>`,
  );
}

function answerForm(id: string, guest: string, pressed: Press | undefined): Html {
  const done =
    pressed &&
    html`<p role="status"><strong>${PRESSES[pressed]}</strong> is sent, as the calendar program of ${guest} would: the dashboard counts it in a moment.</p>`;
  const buttons = Object.entries(PRESSES).map(
    ([name, words]) => html`<button name="press" value="${name}">${words}</button>`,
  );
  return html`<h2>Answer as ${guest}</h2>
${done}<form method="post" action="/mail/${id}/answer">${buttons}</form>`;
}

/** A text whose addresses of pages can be pressed. */
const linked = (text: string): Html =>
  html`${text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, at) =>
      at % 2 === 1 ? html`<a href="${part}" rel="noreferrer">${part}</a>` : part,
    )}`;

function eventSection(event: EventView): Html {
  return html`<h2>Event (${event.method})</h2>
<section class="event"><dl><dt>Title</dt><dd>${event.title}</dd><dt>When</dt><dd>${event.when}</dd>
<dt>Where</dt><dd>${event.where}</dd><dt>Organizer</dt><dd>${event.organizer}</dd>
<dt>Guests</dt><dd>${event.attendees.join('; ')}</dd></dl></section>`;
}

/** The page for what is not there. */
export function missingPage(): Html {
  return layout(
    'Not found',
    html`<h1>Not found</h1><p>There is no such mail or page. <a href="/">All mails</a></p>`,
  );
}

function layout(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="/style.css"></head><body><main>
${body}
</main></body></html>`;
}

function timeOf(at: number): Html {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
}
