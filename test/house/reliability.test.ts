import { expect, test } from '@jest/globals';
import { read } from './repository.ts';

const DOCUMENT = read('docs/reliability.md');

/** Faults that are not about sending, lists, schedules or the embedded stack. */
const ELSEWHERE: ReadonlySet<number> = new Set([46, 47, 50, 51]);
const WANTED = Array.from({ length: 55 }, (_, index) => index + 1).filter(
  (number) => !ELSEWHERE.has(number),
);

const between = (name: string): string =>
  DOCUMENT.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0] ?? '';

const numbersIn = (text: string): readonly number[] =>
  [...text.matchAll(/^\| B(\d+) \|/gm)].map(([, number]) => Number(number));

/** Of each fault its tests, one behind the other. */
const TESTED = [...between('tested').matchAll(/^\| (B\d+) \| [^|]* \| (.+) \|$/gm)].flatMap(
  ([, fault = '', tests = '']) =>
    tests.split('; `').map((test) => {
      const [, path = '', title = ''] = /^`?([^`]+)`: (.+)$/.exec(test) ?? [];
      return [fault, path, title] as const;
    }),
);

test('docs/reliability.md has every fault once: with its test, or with what is missing', () => {
  const all = [...numbersIn(between('tested')), ...numbersIn(between('not yet'))];
  expect(all.sort((a, b) => a - b)).toEqual(WANTED);
  const tested = TESTED.map(([fault]) => Number(fault.slice(1)));
  expect([...new Set(tested)]).toEqual(numbersIn(between('tested')));
});

test.each(TESTED)('the test of %s is in %s: %s', (_, path, title) => {
  expect(read(path)).toContain(title);
});
