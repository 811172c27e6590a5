import { escapeHtml } from '../domain/mime/escape-html.ts';

/** HTML that is safe to show: made by `markup` alone. */
export type Markup = Readonly<{ markup: string }>;

/** What may stand in a template: text, which is escaped, and markup, which is not. `false` and undefined are nothing. */
export type Part = string | number | false | undefined | Markup | readonly Markup[];

function textOf(part: Part): string {
  if (part === false || part === undefined) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  if ('markup' in part) return part.markup;
  return part.map(({ markup: text }) => text).join('\n');
}

/** HTML from a template whose texts are escaped without anybody thinking of it (security.md A96). */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const texts = strings.map((text, index) => `${text}${textOf(parts[index])}`);
  return { markup: texts.join('') };
}

/** Text that is markup already: of an SVG that a library draws, of JSON that was made safe. */
export const trusted = (text: string): Markup => ({ markup: text });
