import { expect, test } from '@jest/globals';
import { RunAnswer } from '../../functions/api/run-answer.ts';
import { filesOf, read } from '../house/repository.ts';

type Texts = { [key: string]: string | Texts };

const keysOf = (texts: Texts, above = ''): readonly string[] =>
  Object.entries(texts).flatMap(([key, text]) =>
    typeof text === 'string' ? [above + key] : keysOf(text, `${above}${key}.`),
  );

const keys = keysOf(JSON.parse(read('dashboard/src/locales/en.json')) as Texts);
const sources = filesOf('dashboard/src/**/*.{vue,ts}').map((path) => read(path));
const withoutStyles = sources.map((text) => text.replace(/<style[\s\S]*?<\/style>/g, ''));

/** Keys that are put together: their fixed parts, with anything but a point between them. */
const patternsIn = (written: RegExp): readonly RegExp[] =>
  withoutStyles.flatMap((text) =>
    [...text.matchAll(written)].map(([, key = '']) => {
      const fixed = key.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[^.]+');
      return new RegExp(`^${fixed}$`);
    }),
  );
const TOLD = patternsIn(/\bt\(`([^`]+)`/g);
const PATTERNS = [...TOLD, ...patternsIn(/`([a-z]\w*\.[^`\s]*\$\{[^`\s]*)`/gi)];
const LITERALS = new Set(
  withoutStyles.flatMap((text) => [...text.matchAll(/['"]([\w.]+)['"]/g)].map(([, key]) => key)),
);

test('every text of the dashboard is shown somewhere', () => {
  const isShown = (key: string): boolean =>
    LITERALS.has(key) || PATTERNS.some((pattern) => pattern.test(key));
  expect(PATTERNS.length).toBeGreaterThan(20);
  expect(keys.filter((key) => !isShown(key))).toEqual([]);
});

test('every text that is put together is there in at least one form', () => {
  const empty = TOLD.filter((pattern) => !keys.some((key) => pattern.test(key)));
  expect(empty).toEqual([]);
});

test('every kind and state of a run has a text', () => {
  const { kind, state } = RunAnswer.shape;
  const wanted = [
    ...kind.options.map((each) => `runKind.${each}`),
    ...state.options.map((each) => `runState.${each}`),
  ];
  expect(wanted.filter((key) => !keys.includes(key))).toEqual([]);
});

const STYLES = [
  ...filesOf('dashboard/src/style/*.css').map((path) => read(path)),
  ...sources.flatMap((text) => text.match(/<style[\s\S]*?<\/style>/g) ?? []),
].join('\n');
const CLASSES = new Set(
  [...STYLES.replace(/\{[^{}]*\}/g, ' ').matchAll(/\.([a-z][\w-]*)/g)].map(([, name = '']) => name),
);

test('every class that a style is for is on something', () => {
  // A word with a point in it is the key of a text.
  const words = new Set(withoutStyles.join('\n').split(/[^\w.-]+/));
  expect(CLASSES.size).toBeGreaterThan(50);
  expect([...CLASSES].filter((name) => !words.has(name))).toEqual([]);
});

test('every class that is on something has a style', () => {
  const worn = withoutStyles.flatMap((text) =>
    [...text.matchAll(/[\s"]class="([^"]*)"/g)].flatMap(([whole = '', names = '']) =>
      whole.startsWith(':') ? [] : names.split(/\s+/).filter((name) => name !== ''),
    ),
  );
  expect([...new Set(worn)].filter((name) => !CLASSES.has(name))).toEqual([]);
});

/** Packages whose code is in the dashboard, and in nothing else. */
const OURS =
  /^(@tanstack\/vue-|@dagrejs\/|@vueuse\/|@vitejs\/|chart\.js|openapi-fetch|reka-ui|vue)/;

test('every package of the dashboard is imported by it', () => {
  const { devDependencies } = JSON.parse(read('package.json')) as {
    devDependencies: Record<string, string>;
  };
  const build = filesOf('dashboard/*.ts').map((path) => read(path));
  const imported = [...sources, ...build].join('\n');
  const packages = Object.keys(devDependencies).filter(
    (name) => OURS.test(name) && name !== 'vue-tsc',
  );
  expect(packages.length).toBeGreaterThan(8);
  expect(packages.filter((name) => !imported.includes(`from '${name}'`))).toEqual([]);
});
