import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../domain/page/language.ts';
import { type Markup, markup } from './markup.ts';

/** The foot of a page: the same page in each language. @param label what the links are, in the page's language */
export function languageLinks(
  label: string,
  current: Language,
  hrefOf: (language: Language) => string,
): Markup {
  const items = LANGUAGES.map((language) =>
    language === current
      ? markup`<li><span aria-current="true">${LANGUAGE_NAMES[language]}</span></li>`
      : markup`<li><a href="${hrefOf(language)}" lang="${language}" hreflang="${language}">${LANGUAGE_NAMES[language]}</a></li>`,
  );
  return markup`<footer><nav aria-label="${label}"><ul>${items}</ul></nav></footer>`;
}
