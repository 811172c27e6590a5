import type { Part } from '../markup.ts';
import { type Markup, markup } from '../markup.ts';
import { formToken } from './form-token.ts';
import type { PageRequest } from './request.ts';

/** What a form shows beside its fields. */
export type FormState = Readonly<{
  /** What was typed before. */
  address?: string;
  /** Why it is shown again. */
  notice?: string;
}>;

/** What a visitor never fills in, and robots do: no screen reader and no keyboard comes to it. */
export const honeypot = ({ texts }: PageRequest): Markup =>
  markup`<div class="extra" aria-hidden="true"><label for="website">${texts.leaveEmpty}</label><input id="website" name="website" type="text" tabindex="-1" autocomplete="off"></div>`;

/** What every form carries without showing it. @param id of the event or organizer */
export async function hiddenFields(request: PageRequest, id: string): Promise<Markup> {
  return markup`${honeypot(request)}
<input type="hidden" name="form" value="${await formToken(id, request.now)}">`;
}

/** What stays in the address when a form is sent: how a frame looks, and the vendor of a button. Never an address. */
const KEPT = ['theme', 'accent', 'show', 'src'];

/** Where a form is sent: this page, in this language. */
export function actionOf({ path, language, query }: PageRequest): string {
  const kept = new URLSearchParams({ lang: language });
  for (const name of KEPT) {
    const value = query.get(name);
    if (value !== null) kept.set(name, value.slice(0, 64));
  }
  return `${path}?${kept}`;
}

/** The field for an address. @param hint what is sent there; without: one invitation */
export function addressField(
  { texts }: PageRequest,
  { address, notice }: FormState,
  hint: string = texts.addressHint,
): Markup {
  const isWrong = notice !== undefined;
  const described = isWrong ? 'address-hint address-notice' : 'address-hint';
  return markup`${isWrong && markup`<p class="notice" id="address-notice" role="alert">${notice}</p>`}
<label for="address">${texts.address}</label>
<input id="address" name="address" type="email" required maxlength="254" autocomplete="email" inputmode="email" spellcheck="false" value="${address ?? ''}" aria-describedby="${described}">
<p class="soft" id="address-hint">${hint}</p>`;
}

/** A form that sends to this page. @param id of the event or organizer */
export async function form(
  request: PageRequest,
  id: string,
  ...fields: readonly Part[]
): Promise<Markup> {
  const inside = fields.map((field) => markup`${field}`);
  return markup`<form method="post" action="${actionOf(request)}">
${await hiddenFields(request, id)}
${inside}
</form>`;
}
