import { createI18n } from 'vue-i18n';
import en from './locales/en.json';

/** The languages of the dashboard, each in its own words. */
export const LANGUAGES = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  it: 'Italiano',
} as const;

/** Code of a language. */
export type Language = keyof typeof LANGUAGES;

const KEPT = 'convoke-language';

const isLanguage = (code: string | null | undefined): code is Language =>
  code != null && code in LANGUAGES;

/** The language that somebody chose, else the first of their browser's that there is. */
function firstLanguage(kept: string | null, wanted: readonly string[]): Language {
  if (isLanguage(kept)) return kept;
  return wanted.map((each) => each.slice(0, 2)).find(isLanguage) ?? 'en';
}

const PERCENT = { style: 'percent', maximumFractionDigits: 0 } as const;
const PRECISE = { style: 'percent', maximumFractionDigits: 2 } as const;

/** The texts. English is there from the start, the others come when they are chosen. */
export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en } as Record<string, typeof en>,
  numberFormats: Object.fromEntries(
    Object.keys(LANGUAGES).map((code) => [code, { percent: PERCENT, precise: PRECISE }]),
  ),
});

const FILES = import.meta.glob<{ default: typeof en }>(['./locales/*.json', '!./locales/en.json']);

/** Shows the dashboard in a language, from now on in this browser. */
export async function speak(language: Language): Promise<void> {
  const file = FILES[`./locales/${language}.json`];
  if (language !== 'en' && file) i18n.global.setLocaleMessage(language, (await file()).default);
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
  localStorage.setItem(KEPT, language);
}

/** Shows the dashboard in the language of whoever opened it. */
export const speakFirst = (): Promise<void> =>
  speak(firstLanguage(localStorage.getItem(KEPT), navigator.languages));
