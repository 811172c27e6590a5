import type { StoredList } from '../../adapters/list-store.ts';
import type { EventRecord } from '../../domain/invite/event.ts';
import { EMPTY_PREVIEW, type ListPreview } from '../../domain/list/preview.ts';
import { ROW_REASONS } from '../../domain/list/row.ts';
import { escapeHtml } from '../../domain/mime/escape-html.ts';
import { html } from '../page.ts';

/** Refused rows that the page shows; the file has all of them. */
const SHOWN_REFUSED = 50;

/** The page of a list: what was read, and what can be done with it. @param file path of all refused rows; problem: why the last press did nothing */
export function listPage(
  list: StoredList,
  event: EventRecord,
  file: string,
  problem?: string,
): string {
  const preview = list.preview ?? EMPTY_PREVIEW;
  const { rows, accepted, refused, duplicates, fault, notices } = preview;
  const said = [problem, fault?.sentence, ...notices.map(({ sentence }) => sentence)];
  return html(
    escapeHtml(event.title),
    [
      `<p>${escapeHtml(list.fileName)}: ${rows} rows, <strong>${accepted} accepted</strong>, ${refused} refused, ${duplicates} duplicates.</p>`,
      `<p>Consent: ${escapeHtml(list.consent.source)}</p>`,
      ...said.flatMap((text) =>
        text === undefined ? [] : [`<p><strong>${escapeHtml(text)}</strong></p>`],
      ),
      firstTable(preview),
      refusedTable(preview, file),
      list.state === 'staged'
        ? forms(event)
        : '<p>Nobody on it can be invited. Correct it and send it again.</p>',
    ].join('\n'),
  );
}

function firstTable({ firstRows, accepted }: ListPreview): string {
  if (firstRows.length === 0) return '';
  const rows = firstRows.map(
    ({ line, address, name = '' }) =>
      `<tr><td>${line}</td><td>${escapeHtml(address)}</td><td>${escapeHtml(name)}</td></tr>`,
  );
  return `<table><caption>The first ${firstRows.length} of ${accepted}</caption>
<thead><tr><th scope="col">Line</th><th scope="col">Address</th><th scope="col">Name</th></tr></thead>
<tbody>${rows.join('')}</tbody></table>`;
}

function refusedTable({ refusedRows, refused }: ListPreview, file: string): string {
  if (refused === 0) return '';
  const rows = refusedRows
    .slice(0, SHOWN_REFUSED)
    .map(
      ({ line, cell, reason }) =>
        `<tr><td>${line}</td><td>${escapeHtml(cell)}</td><td>${escapeHtml(ROW_REASONS[reason])}</td></tr>`,
    );
  return `<table><caption>Refused: ${refused}</caption>
<thead><tr><th scope="col">Line</th><th scope="col">Cell</th><th scope="col">Why</th></tr></thead>
<tbody>${rows.join('')}</tbody></table>
<p><a href="${escapeHtml(file)}">All refused rows as CSV</a></p>`;
}

const forms = ({ owner, zone = 'UTC' }: EventRecord): string => `<h2>What next?</h2>
<form method="post"><input type="hidden" name="do" value="test"><button type="submit">Send a test to ${escapeHtml(owner)}</button></form>
<form method="post"><input type="hidden" name="do" value="send"><button type="submit">Send to everybody now</button></form>
<form method="post"><input type="hidden" name="do" value="schedule">
<p><label>At <input type="datetime-local" name="at" required></label>
<label>Time zone <input name="zone" value="${escapeHtml(zone)}" required></label>
<button type="submit">Send at this time</button></p></form>
<form method="post"><input type="hidden" name="do" value="delete"><button type="submit">Delete the list</button></form>`;

/** The page after a press. @param text not escaped yet */
export const donePage = (title: string, text: string): string =>
  html(escapeHtml(title), `<p>${escapeHtml(text)}</p>`);

/** The page for a link that we did not make, or that has ended. */
export const unknownPage = (): string =>
  html(
    'This link does not work any more',
    '<p>The list was deleted, or it is older than two weeks. Send it again to get a new link.</p>',
  );
