/** Languages of the fixed texts: those of most visitors in Europe and the Americas. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'pt'] as const;

/** A language of the fixed texts. */
export type Language = (typeof LANGUAGES)[number];

/** Names of the languages, each in itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  pt: 'Português',
};

/** What is looked at of an Accept-Language field: browsers send less than 100 octets. */
const MAX_LENGTH = 500;

function knownLanguage(tag: string): Language | undefined {
  const [primary] = tag.trim().toLowerCase().split('-');
  return LANGUAGES.find((language) => language === primary);
}

/**
 * The language of a page: what the address asks for, else the best of Accept-Language (RFC 9110 §12.5.4), else
 * English. What cannot be read is passed over: a page is never refused for it.
 *
 * @param asked value of `?lang=`
 */
export function chooseLanguage(asked: string | undefined, acceptLanguage = ''): Language {
  const chosen = knownLanguage(asked ?? '');
  if (chosen !== undefined) return chosen;
  const wanted = acceptLanguage
    .slice(0, MAX_LENGTH)
    .split(',')
    .flatMap((entry) => {
      const [tag = '', ...parameters] = entry.split(';');
      const language = knownLanguage(tag);
      const quality = /^\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*$/i.exec(parameters[0] ?? 'q=1')?.[1];
      const weight = Number(quality ?? 0);
      return language !== undefined && weight > 0 ? [{ language, weight }] : [];
    });
  // The sort is stable: of two that are wanted alike, the first.
  return wanted.sort((a, b) => b.weight - a.weight)[0]?.language ?? 'en';
}
