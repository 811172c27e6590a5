import { expect, test } from '@jest/globals';
import { LANGUAGES } from '../../../domain/page/language.ts';
import { LINK_TEXTS } from '../../../domain/page/link-texts.ts';
import { TEXTS } from '../../../domain/page/texts.ts';

/** The texts of a language by their place; those with something put in: with that. */
function flat(texts: unknown, place = ''): ReadonlyMap<string, string> {
  if (typeof texts === 'string') return new Map([[place, texts]]);
  if (typeof texts === 'function') return new Map([[place, String(texts(2))]]);
  return new Map(
    Object.entries(texts as object).flatMap(([name, each]) => [...flat(each, `${place}.${name}`)]),
  );
}

/** Words that are written alike in two of the languages. */
const ALIKE = new Set(['QR code', 'Organizador', 'Organizadores', 'Idioma', 'Este evento']);

test.each([
  ['pages of events', TEXTS],
  ['pages behind links of mails', LINK_TEXTS],
])('the texts of %s are all there in five languages, and none is left in another', (_, all) => {
  const english = flat(all.en);
  for (const language of LANGUAGES) {
    const texts = flat(all[language]);
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [place, text] of texts) {
      if (place !== '.rule.otherwise') expect([place, text.trim()]).not.toEqual([place, '']);
      if (language === 'en' || ALIKE.has(text)) continue;
      expect([language, place, text]).not.toEqual([language, place, english.get(place)]);
    }
  }
});
