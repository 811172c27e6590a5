import { expect, test } from '@jest/globals';
import type { Json } from '../../../local/engine/contract.ts';
import { compileTemplate, evaluateTemplate } from '../../../local/engine/expressions.ts';

function evaluate(source: string, bindings: Record<string, unknown> = {}): Promise<Json> {
  return evaluateTemplate(
    compileTemplate(`{% ${source} %}`, 'Output', () => 0.25),
    bindings,
  );
}

test.each<[string, Json]>([
  ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
  ['$range(0, 10, 5)', [0, 5, 10]],
  ['$range(3, 1, -1)', [3, 2, 1]],
  ['$hash("abc", "MD5")', '900150983cd24fb0d6963f7d28e17f72'],
  ['$hash("abc", "SHA-1")', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['$hash("abc", "SHA-256")', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['$parse("[1, {\\"a\\": null}]")', [1, { a: null }]],
  ['$random()', 0.25],
  ['$random(7) = $random(7)', true],
  ['$length($uuid())', 36],
  ['$x.y', 5],
])('%s is %j', async (source, value) => {
  expect(await evaluate(source, { x: { y: 5 } })).toEqual(value);
});

test.each([
  ['$missing', 'returned nothing (undefined).'],
  ['$eval("1")', 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
  ['$sum', 'returned an unsupported result type.'],
  ['{"f": function($x){$x}}', 'returned an unsupported result type.'],
  ['1 + "a"', 'threw an error during evaluation. T2002:'],
  ['$parse("{")', 'threw an error during evaluation.'],
  ['$range(0, 1, 0)', 'step must not be 0'],
  ['$hash("a", "CRC")', 'unknown hash algorithm CRC'],
])("%s fails with AWS's words", async (source, what) => {
  await expect(evaluate(source)).rejects.toMatchObject({
    location: 'Output',
    reason: expect.stringContaining(what),
  });
  await expect(evaluate(source)).rejects.toThrow(
    `The JSONata expression '${source}' specified for the field 'Output' `,
  );
});

test('an expression that never ends is given up after its second second', async () => {
  const began = performance.now();
  await expect(evaluate('($f := function($n) { $f($n + 1) }; $f(0))')).rejects.toThrow(/D1012/);
  expect(performance.now() - began).toBeGreaterThan(2_000);
}, 20_000);

test('an expression that the thread was kept from for a second still has its value', async () => {
  let isFirst = true;
  const held = () => {
    if (isFirst) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_100);
    isFirst = false;
    return 1;
  };
  expect(await evaluate('$held() + 1', { held })).toBe(2);
});

test('what is nested deeply or grows without end fails before it takes the memory', async () => {
  await expect(evaluate('($f := function($n) { 1 + $f($n) }; $f(0))')).rejects.toThrow(/D1011/);
  await expect(evaluate('[1..2000000]')).rejects.toThrow(/D201/);
});

test('a result of one element collapses once and not again in the next expression', async () => {
  const one = await evaluate('[$list[n > 1]]', { list: [{ n: 1 }, { n: 2 }] });
  expect(one).toEqual([{ n: 2 }]);
  expect(await evaluate('$kept', { kept: one })).toEqual([{ n: 2 }]);
});

test('a key named __proto__ is an ordinary key', async () => {
  const json = JSON.parse('{"__proto__": "{% 1 + 1 %}", "b": 1}') as Json;
  const value = await evaluateTemplate(compileTemplate(json, 'Output', Math.random), {});
  expect(JSON.stringify(value)).toBe('{"__proto__":2,"b":1}');
});

test('expressions that run at the same time keep their own variables', async () => {
  const template = compileTemplate('{% ($y := $x; $y * 2) %}', 'Output', Math.random);
  const all = await Promise.all([1, 2, 3, 4].map((x) => evaluateTemplate(template, { x })));
  expect(all).toEqual([2, 4, 6, 8]);
});
