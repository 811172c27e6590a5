/** Controls and line or paragraph separators: they break headers and log lines. */
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** Characters that change direction or hide, and lone surrogates: with them a name shows as another
 * (security.md A74). ZWNJ and ZWJ stay: names and emoji need them. */
const HIDDEN = /(?![\u200c\u200d])[\p{Cf}\p{Cs}]/gu;

/** Texts that need no cleaning: nearly every name of a long list (ASCII and Latin letters, single blanks). */
const PLAIN = /^[!-~\u00a1-\u00ac\u00ae-\u024f]+(?: [!-~\u00a1-\u00ac\u00ae-\u024f]+)*$/;

/**
 * A text on one line: no control or direction characters, white space folded to single blanks.
 *
 * @param limit most code points that are kept; a longer text is cut
 */
export function cleanName(text: string, limit: number): string {
  if (text === '' || (text.length <= limit && PLAIN.test(text))) return text;
  // Cut first: a cell can be 64 Ki characters, and only `limit` of them are wanted.
  const head = text.trimStart().slice(0, limit * 4);
  const flat = head.replace(BREAKS, ' ').replace(HIDDEN, '').replace(/\s+/g, ' ').trim();
  if (flat.length <= limit) return flat;
  return Array.from(flat).slice(0, limit).join('').trimEnd();
}
