import { cleanText, MAX_TEXT } from '../text/clean-text.ts';
import { htmlText } from '../text/html-text.ts';
import { type Component, firstValue } from './component-tree.ts';
import { type ContentLine, unescapeText } from './content-line.ts';

/** A tag that a calendar client writes; `<jane@example.com>` and `a < b` are none. */
const TAG =
  /<\/?(?:a|b|br|body|div|em|font|h[1-6]|hr|html|i|img|li|ol|p|span|strong|table|td|tr|u|ul)(?:\s[^<>]*)?\/?>/i;
const ENTITY = /&(?:nbsp|amp|lt|gt|quot|#\d{1,6});/i;

/** Google's join block: two rules of `-::~:~::` with text of Google's between them. */
const GOOGLE_BLOCK = /-::~:~::[~:]*:-[\s\S]*?(?:-::~:~::[~:]*:-|$)/g;

/**
 * Reads DESCRIPTION as plain text of at most 32,768 octets.
 *
 * HTML, which Google writes into it, becomes text (imip.md 47). Where DESCRIPTION is empty,
 * X-ALT-DESC of Outlook is read. Join links that stand in properties of their own are added as text,
 * as clients of guests do not show those properties (imip.md 49).
 */
export function readDescription(event: Component): string {
  const plain = textOf(event, 'DESCRIPTION');
  const html = plain.trim() === '' ? textOf(event, 'X-ALT-DESC') : plain;
  const isHtml = TAG.test(html) || ENTITY.test(html);
  const text = (isHtml ? fromHtml(html) : html).replace(GOOGLE_BLOCK, '');
  const links = joinLinks(event.lines).filter((link) => !text.includes(link));
  return cleanText([text.trim(), ...links].join('\n\n'), MAX_TEXT);
}

function fromHtml(html: string): string {
  // Line breaks of a DESCRIPTION that is half text, half HTML are meant as such.
  const marked = html.includes('\n') && !/<(?:p|div|br|body)\b/i.test(html);
  return htmlText(marked ? html.replaceAll('\n', '<br>') : html, 'keep');
}

const JOIN_LINKS = new Set([
  'CONFERENCE',
  'X-GOOGLE-CONFERENCE',
  'X-MICROSOFT-SKYPETEAMSMEETINGURL',
  'X-MICROSOFT-ONLINEMEETINGEXTERNALLINK',
]);

function joinLinks(lines: readonly ContentLine[]): readonly string[] {
  const values = lines
    .filter(({ name }) => JOIN_LINKS.has(name))
    .map(({ value }) => readUrl(value));
  return [...new Set(values.filter((url) => url !== undefined))].slice(0, 3);
}

/** An `https:` or `http:` URL of at most 2,048 characters, as it was written. */
export function readUrl(value: string): string | undefined {
  const text = value.trim();
  if (text.length > 2_048 || !/^https?:\/\/[!-~]+$/i.test(text)) return undefined;
  return URL.canParse(text) ? text : undefined;
}

function textOf(event: Component, name: string): string {
  return unescapeText(firstValue(event, name) ?? '');
}
