import { convert } from 'html-to-text';

/** Characters of HTML that are converted; the text of a mail is cut at 32 KiB anyway. */
const MAX_LENGTH = 512 * 1024;
/**
 * Tags that are converted. The parser is quadratic in the depth of open tags: 100,000 take 5 s, and no
 * more than this many can be open.
 */
const MAX_TAGS = 10_000;

/** The words of an HTML text, without link targets, pictures, scripts and styles. */
export function htmlWords(html: string): string {
  try {
    return convert(firstTags(html.slice(0, MAX_LENGTH)), {
      wordwrap: false,
      limits: { maxDepth: 100, maxInputLength: MAX_LENGTH },
      selectors: [
        { selector: 'a', options: { ignoreHref: true } },
        { selector: 'img', format: 'skip' },
      ],
    });
  } catch {
    // HTML that the converter gives up on has no words: its mail is read without them.
    return '';
  }
}

function firstTags(html: string): string {
  let end = html.indexOf('<');
  for (let tags = 0; end >= 0 && tags < MAX_TAGS; tags += 1) end = html.indexOf('<', end + 1);
  return end < 0 ? html : html.slice(0, end);
}
