import type { StoredList } from '../../adapters/list-store.ts';
import type { EventRecord } from '../../domain/invite/event.ts';
import { EMPTY_PREVIEW, type ListPreview } from '../../domain/list/preview.ts';
import { ROW_REASONS } from '../../domain/list/row.ts';
import { type Markup, markup } from '../markup.ts';
import { html } from '../page.ts';

/** Refused rows that the page shows; the file has all of them. */
const SHOWN_REFUSED = 50;

const document = (title: string, body: Markup): string =>
  html(markup`${title}`.markup, body.markup);

/** The page of a list: what was read, and what can be done with it. @param file path of all refused rows; problem: why the last press did nothing */
export function listPage(
  list: StoredList,
  event: EventRecord,
  file: string,
  problem?: string,
): string {
  const preview = list.preview ?? EMPTY_PREVIEW;
  const { rows, accepted, refused, duplicates, fault, notices } = preview;
  const said = [problem, fault?.sentence, ...notices.map(({ sentence }) => sentence)].flatMap(
    (text) => (text === undefined ? [] : [markup`<p class="notice">${text}</p>`]),
  );
  const numbers = markup`<strong>${accepted} accepted</strong>, ${refused} refused, ${duplicates} twice in it`;
  return document(
    event.title,
    markup`<p>${list.fileName}: ${rows} rows, ${numbers}.<br><span class="soft">Consent: ${list.consent.source}</span></p>
${said}
${firstTable(preview)}${refusedTable(preview, file)}
${list.state === 'staged' ? forms(event, accepted) : markup`<p>Nobody on it can be invited. Correct it and send it again.</p>`}`,
  );
}

/** A table that scrolls by itself where a phone is too narrow for it: by the keyboard too. */
function table(caption: string, heads: readonly string[], rows: readonly Markup[]): Markup {
  const head = heads.map((text) => markup`<th scope="col">${text}</th>`);
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function firstTable({ firstRows, accepted }: ListPreview): Markup | undefined {
  if (firstRows.length === 0) return undefined;
  const rows = firstRows.map(
    ({ line, address, name = '' }) =>
      markup`<tr><td>${line}</td><td>${address}</td><td>${name}</td></tr>`,
  );
  const caption = `The first ${firstRows.length} of ${accepted}`;
  return markup`<section class="card">${table(caption, ['Line', 'Address', 'Name'], rows)}</section>`;
}

function refusedTable({ refusedRows, refused }: ListPreview, file: string): Markup | undefined {
  if (refused === 0) return undefined;
  const rows = refusedRows
    .slice(0, SHOWN_REFUSED)
    .map(
      ({ line, cell, reason }) =>
        markup`<tr><td>${line}</td><td>${cell}</td><td>${ROW_REASONS[reason]}</td></tr>`,
    );
  return markup`<section class="card">${table(`Refused: ${refused}`, ['Line', 'Cell', 'Why'], rows)}
<p><a href="${file}">All refused rows as CSV</a></p></section>`;
}

const formOf = (what: string, inside: Markup): Markup =>
  markup`<form method="post"><input type="hidden" name="do" value="${what}">${inside}</form>`;

/** An address that breaks behind its «@», where it has to. */
const atTheSign = (address: string): Markup => {
  const at = address.lastIndexOf('@') + 1;
  return markup`${address.slice(0, at)}<wbr>${address.slice(at)}`;
};

function forms({ owner, zone = 'UTC' }: EventRecord, accepted: number): Markup {
  const guests = accepted === 1 ? '1 guest' : `${accepted} guests`;
  const time = markup`<div class="pair"><div><label for="at">Local time</label><input id="at" type="datetime-local" name="at" required></div>
<div><label for="zone">Time zone</label><input id="zone" type="text" name="zone" value="${zone}" autocomplete="off" spellcheck="false" required></div></div>
<button class="quiet" type="submit">Send to ${guests} at this time</button>`;
  return markup`<section class="card"><h2>What next?</h2>
${formOf('test', markup`<button class="quiet" type="submit">Send a test to ${atTheSign(owner)}</button>`)}
${formOf('send', markup`<button type="submit">Send to ${guests} now</button>`)}</section>
<section class="card"><h2>Or later</h2>${formOf('schedule', time)}</section>
<section class="card">${formOf('delete', markup`<p class="soft">Its rows are erased, and nobody on it is invited.</p><button class="quiet" type="submit">Delete the list</button>`)}</section>`;
}

/** The page after a press. @param text not escaped yet. @param back path of the list's page, while there is one */
export const donePage = (title: string, text: string, back?: string): string =>
  document(
    title,
    markup`<p>${text}</p>${back !== undefined && markup`<p><a href="${back}">Back to the list</a></p>`}`,
  );

/** The page for a link that we did not make, or that has ended. */
export const unknownPage = (): string =>
  donePage(
    'This link does not work any more',
    'The list was deleted, or it is older than two weeks. Send it again to get a new link.',
  );
