import { expect, test } from '@jest/globals';
import { chooseLanguage, LANGUAGES } from '../../../domain/page/language.ts';
import { TEXTS } from '../../../domain/page/texts.ts';

test.each([
  [undefined, undefined, 'en'],
  [undefined, 'de-AT,de;q=0.9,en;q=0.5', 'de'],
  [undefined, 'ja, pt-BR;q=0.8, en;q=0.7', 'pt'],
  [undefined, 'en;q=0.1, fr;q=0.2', 'fr'],
  [undefined, 'de;q=0, es;q=0.1', 'es'],
  [undefined, 'xx;q=zz,,;;=, \u0000', 'en'],
  [undefined, '*', 'en'],
  ['fr', 'de', 'fr'],
  ['PT-br', 'de', 'pt'],
  ['tlh', 'de', 'de'],
  ['"><script>', '', 'en'],
])('lang=%s and Accept-Language «%s» give %s', (asked, header, language) => {
  expect(chooseLanguage(asked, header)).toBe(language);
});

test('every language has every text, and no text is that of another language', () => {
  const wordsOf = (value: unknown): readonly string[] => {
    if (typeof value === 'string') return [value];
    if (typeof value === 'function') return [String(value(2)), String(value(1))];
    return Object.values(value as object).flatMap(wordsOf);
  };
  const english = wordsOf(TEXTS.en);
  for (const language of LANGUAGES.filter((each) => each !== 'en')) {
    const words = wordsOf(TEXTS[language]);
    expect(words).toHaveLength(english.length);
    const same = words.filter((word, index) => word === english[index] && word !== '');
    expect({ language, same }).toEqual({ language, same: [] });
  }
});
