import { expect, test } from '@jest/globals';
import type { Json } from '../../../local/engine/contract.ts';
import { echo, failing, mapState } from './map-states.ts';
import { outputOf, runStates } from './running.ts';
import { makeWorld } from './world.ts';

function writer(config?: object): object {
  return {
    Resource: 'arn:aws:states:::s3:putObject',
    Arguments: { Bucket: 'results', Prefix: 'runs/7' },
    ...(config === undefined ? {} : { WriterConfig: config }),
  };
}

type Manifest = {
  DestinationBucket: string;
  MapRunArn: string;
  ResultFiles: Record<string, { Key: string; Size: number }[]>;
};

async function exported(config: object | undefined, items: readonly Json[]) {
  const world = makeWorld({ functions: { work: failing } });
  const fields = { ResultWriter: writer(config), ToleratedFailurePercentage: 100 };
  const ended = await runStates(world.engine, mapState(fields), items);
  const output = outputOf(ended) as {
    MapRunArn: string;
    ResultWriterDetails: { Bucket: string; Key: string };
  };
  const { Bucket, Key } = output.ResultWriterDetails;
  const manifest = JSON.parse(world.objects.get(`${Bucket}/${Key}`) ?? '') as Manifest;
  const textOf = (name: string): string => {
    const [file] = manifest.ResultFiles[name] ?? [];
    const text = world.objects.get(`results/${file?.Key}`) ?? '';
    expect(Buffer.byteLength(text)).toBe(file?.Size);
    return text;
  };
  return { output, manifest, textOf };
}

test('ResultWriter leaves a manifest and one file for each outcome', async () => {
  const { output, manifest, textOf } = await exported(undefined, [{ a: 1 }, 'bad']);
  expect(output.ResultWriterDetails.Key).toMatch(/^runs\/7\/[\w-]{36}\/manifest\.json$/);
  expect(manifest).toMatchObject({ DestinationBucket: 'results', MapRunArn: output.MapRunArn });
  expect(manifest.ResultFiles.PENDING).toEqual([]);
  const [good] = JSON.parse(textOf('SUCCEEDED')) as Record<string, Json>[];
  expect(good).toMatchObject({ Status: 'SUCCEEDED', Input: '{"a":1}', Output: '{"a":1}' });
  const [bad] = JSON.parse(textOf('FAILED')) as Record<string, Json>[];
  expect(bad).toMatchObject({ Status: 'FAILED', Input: '"bad"', Error: 'TypeError' });
});

test('COMPACT JSONL has one output a line, FLATTEN the elements of the outputs', async () => {
  const items = [[1, 2], [3], { a: 4 }];
  const compact = await exported({ Transformation: 'COMPACT', OutputType: 'JSONL' }, items);
  expect(compact.textOf('SUCCEEDED')).toBe('[1,2]\n[3]\n{"a":4}\n');
  const flat = await exported({ Transformation: 'FLATTEN', OutputType: 'JSON' }, items);
  expect(JSON.parse(flat.textOf('SUCCEEDED'))).toEqual([1, 2, 3, { a: 4 }]);
});

test('a WriterConfig without a bucket shapes the result of the state itself', async () => {
  const { engine } = makeWorld({ functions: { work: echo } });
  const ResultWriter = { WriterConfig: { Transformation: 'FLATTEN' } };
  const ended = await runStates(engine, mapState({ ResultWriter }), [[1], [], [2, 3]]);
  expect(outputOf(ended)).toEqual([1, 2, 3]);
});

test('results over 256 KiB need a ResultWriter', async () => {
  const { engine } = makeWorld({ functions: { work: () => 'x'.repeat(100_000) } });
  const ended = await runStates(engine, mapState({}), [1, 2, 3]);
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
});
