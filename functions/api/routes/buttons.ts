import * as z from 'zod';
import { setting } from '../../../adapters/environment.ts';
import { buttonSnippet } from '../../../domain/buttons/snippet.ts';
import { type Vendor as Known, VENDORS, vendorOf } from '../../../domain/buttons/vendors.ts';
import { chooseLanguage } from '../../../domain/page/language.ts';
import { TEXTS } from '../../../domain/page/texts.ts';
import { endpoint } from '../endpoint.ts';
import { Problem } from '../problem.ts';
import { eventOf } from '../within.ts';

const VendorAnswer = z.object({
  vendor: z.string().describe('its id, as in `src=` and in the origin `button:<id>`'),
  name: z.string(),
  tag: z
    .string()
    .optional()
    .describe('what it puts an address in the place of; absent where nothing can: the page asks'),
  fallback: z.string().optional().describe('what it puts there for somebody without an address'),
  encodes: z.boolean().describe('the tag of our links percent-encodes the address'),
  sure: z
    .enum(['seen', 'family', 'known', 'verify'])
    .describe('read in documentation; its family was read; widely known; try it first'),
  note: z.string().optional(),
});

function show({
  id,
  name,
  tag,
  fallback,
  encoded,
  sure,
  note,
}: Known): z.output<typeof VendorAnswer> {
  return {
    ...{ vendor: id, name, sure, encodes: encoded !== undefined && encoded.sure !== 'verify' },
    ...(tag !== undefined && { tag }),
    ...(fallback !== undefined && { fallback }),
    ...(note !== undefined && { note }),
  };
}

/** `GET /v1/vendors` */
export const listVendors = endpoint({
  summary: 'The mail programs for which there are buttons',
  answer: z.object({ items: z.array(VendorAnswer) }),
  async handle() {
    return { items: VENDORS.map(show) };
  },
});

/** `GET /v1/events/{eventId}/buttons/{vendor}` */
export const readButton = endpoint({
  summary: 'The button of an event for the mails of one program',
  description:
    'Paste `html` into an HTML block, or `link` wherever a link goes. The event must be public.',
  query: z.object({
    lang: z.string().max(35).optional().describe('of the label; `en` by default'),
  }),
  answer: VendorAnswer.extend({
    link: z.string(),
    html: z.string(),
    testFirst: z.boolean().describe('the tag is not sure: send yourself a test mail'),
  }),
  async handle({ params, query, caller }) {
    const event = await eventOf(params.eventId, caller);
    const vendor = vendorOf(params.vendor ?? '');
    if (!vendor) throw new Problem('not_found', 'there is no such program; see /v1/vendors');
    if (!event.page?.public) {
      throw new Problem(
        'event_not_public',
        'PATCH the event with {"page": {"public": true}} first',
      );
    }
    const label = TEXTS[chooseLanguage(query.lang)].buttonTitle;
    const snippet = buttonSnippet(setting('PUBLIC_URL'), event.eventId, vendor, label);
    const { link, html, isSure } = snippet;
    return { ...show(vendor), link, html, testFirst: !isSure };
  },
});
