import { expect, test } from '@jest/globals';
import { ACT_KINDS } from '../../domain/access/act.ts';
import { isAudited, ROUTES, type RouteSpec } from '../../manifest-routes.ts';
import { filesOf, read } from '../house/repository.ts';

type Texts = { [key: string]: string | Texts };

const flat = (texts: Texts, above = ''): readonly (readonly [string, string])[] =>
  Object.entries(texts).flatMap(([key, text]) =>
    typeof text === 'string' ? [[above + key, text] as const] : flat(text, `${above}${key}.`),
  );

const textsOf = (language: string): ReadonlyMap<string, string> =>
  new Map(flat(JSON.parse(read(`dashboard/src/locales/${language}.json`)) as Texts));

const english = textsOf('en');
const LANGUAGES = filesOf('dashboard/src/locales/*.json').map((path) => path.slice(-7, -5));

/** The names in braces, and how many forms a text has for counts. */
const shapeOf = (text: string): string =>
  `${[...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(' ')} ${text.split(' | ').length}`;

test('there are five languages', () => {
  expect(LANGUAGES).toEqual(['de', 'en', 'es', 'fr', 'it']);
});

test.each(LANGUAGES)(
  '%s has every text of the dashboard, with the same values in it',
  (language) => {
    const texts = textsOf(language);
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort());
    const other = [...texts].filter(
      ([key, text]) => shapeOf(text) !== shapeOf(english.get(key) ?? ''),
    );
    expect(other).toEqual([]);
  },
);

test('every operation of the audit trail has words', () => {
  const routes: readonly RouteSpec[] = ROUTES;
  const named = [...routes.filter(isAudited).map(({ name }) => `act.${name}`), 'act.signIn'];
  const kinds = ACT_KINDS.map((kind) => `kind.${kind}`);
  expect([...named, ...kinds].filter((key) => !english.has(`trail.${key}`))).toEqual([]);
});

test('every text that the dashboard names is there', () => {
  const named = filesOf('dashboard/src/**/*.{vue,ts}').flatMap((path) =>
    [...read(path).matchAll(/\bt\('([\w.]+)'/g)].map(([, key]) => key ?? ''),
  );
  expect(named.length).toBeGreaterThan(150);
  expect(named.filter((key) => !english.has(key))).toEqual([]);
});
