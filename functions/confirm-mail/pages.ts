import { linkPage, type Visitor } from '../link-page.ts';
import { markup } from '../markup.ts';
import type { PageAnswer } from '../page.ts';

/** The page that asks before anything happens. */
export function questionPage(visitor: Visitor): PageAnswer {
  const { title, text, button, otherwise } = visitor.texts.confirm;
  const form = markup`<form method="post"><button type="submit">${button}</button></form>`;
  return linkPage(visitor, 200, title, markup`<p>${text}</p>${form}<p>${otherwise}</p>`);
}
