import { buttonSnippet } from '../../domain/buttons/snippet.ts';
import { VENDORS, type Vendor, vendorOf } from '../../domain/buttons/vendors.ts';
import { type Markup, markup } from '../markup.ts';
import type { PageAnswer } from '../page.ts';
import { publicUrl } from './event-head.ts';
import { viewOf } from './event-page.ts';
import { missing, show } from './layout.ts';
import type { PageRequest } from './request.ts';

/** What an organizer should know of the tag before they paste it. */
const SURENESS = {
  seen: 'This tag stands in documentation that we read.',
  family: 'Tags of this form stand in documentation that we read; try this one with a test mail.',
  known: 'This tag is widely used; try it with a test mail.',
  verify:
    'We are not sure of this tag. Send yourself a test mail first: your address must stand in the link.',
} as const;

const EMPTY = 'This program puts no address into links: the page asks the reader for it.';

function snippetOf({ texts }: PageRequest, eventId: string, vendor: Vendor): Markup {
  const { link, html } = buttonSnippet(publicUrl(''), eventId, vendor, texts.buttonTitle);
  return markup`<section class="card"><h2>${vendor.name}</h2>
<p>${vendor.tag === undefined ? EMPTY : SURENESS[vendor.sure]} ${vendor.note ?? ''}</p>
<label for="html">Button for an HTML block</label><textarea id="html" readonly rows="8" spellcheck="false">${html}</textarea>
<label for="link">Link alone</label><textarea id="link" readonly rows="3" spellcheck="false">${link}</textarea>
<p class="soft">The label is in the language of this page. Whoever opens the link sees one more button: mail scanners open links too, and they must send nothing.</p></section>`;
}

/** `/e/{eventId}/buttons`: for organizers, the button of an event for the mails of their program. */
export async function serveButtons(request: PageRequest): Promise<PageAnswer> {
  const view = await viewOf(request.event.pathParameters?.eventId ?? '', request);
  if (view === undefined) return missing(request);
  const vendor = vendorOf(request.query.get('vendor') ?? '');
  const options = VENDORS.map(
    ({ id, name }) =>
      markup`<option value="${id}"${id === vendor?.id ? markup` selected` : undefined}>${name}</option>`,
  );
  return show(request, {
    title: `Newsletter button: ${view.title}`,
    body: markup`<div lang="en"><form method="get" class="card"><input type="hidden" name="lang" value="${request.language}">
<label for="vendor">What do you send your newsletter with?</label><select id="vendor" name="vendor">${options}</select>
<button type="submit">Show the button</button></form>
${vendor && snippetOf(request, view.eventId, vendor)}</div>`,
  });
}
