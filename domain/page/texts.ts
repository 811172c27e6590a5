import type { Language } from './language.ts';
import type { PageTexts } from './page-texts.ts';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { fr } from './texts/fr.ts';
import { pt } from './texts/pt.ts';

/** The fixed texts by language. */
export const TEXTS: Readonly<Record<Language, PageTexts>> = { en, de, fr, es, pt };
