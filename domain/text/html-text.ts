import { compile } from 'html-to-text';

/** Characters of HTML that are converted; texts are cut at 32 KiB afterwards anyway. */
const MAX_LENGTH = 512 * 1024;
/**
 * Tags that are converted. The parser is quadratic in the depth of open tags: 100,000 take 5 s, and no
 * more than this many can be open.
 */
const MAX_TAGS = 10_000;

const LIMITS = { maxInputLength: MAX_LENGTH, maxDepth: 100 };
const NO_PICTURES = { selector: 'img', format: 'skip' };

const words = compile({
  wordwrap: false,
  limits: LIMITS,
  selectors: [{ selector: 'a', options: { ignoreHref: true } }, NO_PICTURES],
});

const wordsWithLinks = compile({
  wordwrap: false,
  limits: { ...LIMITS, maxChildNodes: 2_000 },
  selectors: [
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'] } },
    { selector: 'ul', options: { itemPrefix: '- ' } },
    NO_PICTURES,
  ],
});

/**
 * The words of an HTML text, without pictures, scripts and styles.
 *
 * @param links `keep`: the target of a link follows its words in parentheses
 * @returns empty for HTML that the converter gives up on
 */
export function htmlText(html: string, links: 'drop' | 'keep'): string {
  try {
    return (links === 'keep' ? wordsWithLinks : words)(firstTags(html.slice(0, MAX_LENGTH)));
  } catch {
    return '';
  }
}

function firstTags(html: string): string {
  let end = html.indexOf('<');
  for (let tags = 0; end >= 0 && tags < MAX_TAGS; tags += 1) end = html.indexOf('<', end + 1);
  return end < 0 ? html : html.slice(0, end);
}
