import { expect, test } from '@jest/globals';
import { parseWorkflow } from '../../../local/engine/parse.ts';

type Type = 'STANDARD' | 'EXPRESS';

function parse(state: object, fields: object = {}, type: Type = 'STANDARD') {
  const machine = { QueryLanguage: 'JSONata', StartAt: 'Odd one', States: { 'Odd one': state } };
  return () => parseWorkflow(JSON.stringify({ ...machine, ...fields }), type, Math.random);
}

const lambda = 'arn:aws:states:::lambda:invoke';
const flow = { StartAt: 'A', States: { A: { Type: 'Succeed' } } };
const distributed = { ...flow, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } };
const reader = { Resource: 'arn:aws:states:::s3:getObject', Arguments: { Bucket: 'b', Key: 'k' } };

test.each<[string, object, string]>([
  [
    'callbacks',
    { Type: 'Task', Resource: `${lambda}.waitForTaskToken`, End: true },
    'waitForTaskToken',
  ],
  [
    'activities',
    { Type: 'Task', Resource: 'arn:aws:states:us-east-1:1:activity:a', End: true },
    'activity',
  ],
  [
    'other services',
    { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', End: true },
    'sqs',
  ],
  ['JSONPath states', { Type: 'Succeed', QueryLanguage: 'JSONPath' }, 'JSONPath'],
  ['JSONPath fields', { Type: 'Pass', InputPath: '$.a', End: true }, 'InputPath'],
  [
    'JSONPath rules',
    { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'Odd one' }] },
    'Variable',
  ],
  [
    'Parquet',
    {
      Type: 'Map',
      ItemProcessor: distributed,
      End: true,
      ItemReader: { ...reader, ReaderConfig: { InputType: 'PARQUET' } },
    },
    'PARQUET',
  ],
  [
    'an inventory',
    {
      Type: 'Map',
      ItemProcessor: distributed,
      End: true,
      ItemReader: { ...reader, ReaderConfig: { InputType: 'MANIFEST' } },
    },
    'MANIFEST',
  ],
  [
    'a pointer into JSON',
    {
      Type: 'Map',
      ItemProcessor: distributed,
      End: true,
      ItemReader: { ...reader, ReaderConfig: { InputType: 'JSON', ItemsPointer: '/a' } },
    },
    'ItemsPointer',
  ],
  [
    'credentials',
    { Type: 'Task', Resource: lambda, Credentials: { RoleArn: 'r' }, End: true },
    'Credentials',
  ],
  [
    'a misspelt field',
    { Type: 'Task', Resource: lambda, TimeoutSecond: 3, End: true },
    'TimeoutSecond',
  ],
])('%s are refused by name and state', (_, state, feature) => {
  const fields = 'QueryLanguage' in state ? { QueryLanguage: 'JSONPath' } : {};
  const load = parse(state, fields);
  expect(load).toThrow(expect.objectContaining({ name: 'UnsupportedWorkflow' }));
  expect(load).toThrow(/^state "Odd one"/);
  expect(load).toThrow(feature);
});

test('a workflow without QueryLanguage is JSONPath and refused', () => {
  const text = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Succeed' } } });
  expect(() => parseWorkflow(text, 'STANDARD', Math.random)).toThrow(/QueryLanguage JSONPath/);
});

test.each<[string, object, object, Type]>([
  ['a Next that leads nowhere', { Type: 'Pass', Next: 'B' }, {}, 'STANDARD'],
  ['neither Next nor End', { Type: 'Pass' }, {}, 'STANDARD'],
  ['Next and End', { Type: 'Pass', Next: 'Odd one', End: true }, {}, 'STANDARD'],
  ['an unknown Type', { Type: 'Loop', End: true }, {}, 'STANDARD'],
  ['an unknown StartAt', { Type: 'Succeed' }, { StartAt: 'B' }, 'STANDARD'],
  ['an expression that is none', { Type: 'Pass', Output: '{% $( %}', End: true }, {}, 'STANDARD'],
  [
    'a JSONPath state in a JSONata machine',
    { Type: 'Succeed', QueryLanguage: 'JSONPath' },
    {},
    'STANDARD',
  ],
  [
    'a literal Timestamp that is none',
    { Type: 'Wait', Timestamp: '2026-02-31T00:00:00Z', End: true },
    {},
    'STANDARD',
  ],
  ['a Wait without a time', { Type: 'Wait', End: true }, {}, 'STANDARD'],
  [
    'a Distributed Map in EXPRESS',
    { Type: 'Map', ItemProcessor: distributed, End: true },
    {},
    'EXPRESS',
  ],
  [
    '.sync in EXPRESS',
    { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2', End: true },
    {},
    'EXPRESS',
  ],
  [
    'a batcher without a limit',
    { Type: 'Map', ItemProcessor: distributed, ItemBatcher: {}, End: true },
    {},
    'STANDARD',
  ],
])('%s is invalid', (_, state, fields, type) => {
  expect(parse(state, fields, type)).toThrow(
    expect.objectContaining({ name: 'InvalidDefinition' }),
  );
});

test('a definition that is not JSON is invalid', () => {
  expect(() => parseWorkflow('{', 'STANDARD', Math.random)).toThrow(/not JSON/);
});
