import { expect, test } from '@jest/globals';
import type { Json } from '../../../local/engine/contract.ts';
import { echo, mapState } from './map-states.ts';
import { outputOf, runStates } from './running.ts';
import { makeWorld } from './world.ts';

function objectReader(InputType: string, config: object = {}): object {
  return {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType, ...config },
    Arguments: { Bucket: 'lists', Key: 'list' },
  };
}

async function runReader(body: string, ItemReader: object): Promise<Json> {
  const world = makeWorld({ functions: { work: echo } });
  world.objects.set('lists/list', body);
  return outputOf(await runStates(world.engine, mapState({ ItemReader })));
}

test('JSONL gives one item a line, whatever the chunks cut and without a last line end', async () => {
  const items = [{ to: 'zoë@example.com' }, { text: 'a\u2028b' }, 3, 'x'.repeat(3_000), false];
  const body = items.map((item) => JSON.stringify(item)).join('\r\n\n');
  expect(await runReader(body, objectReader('JSONL'))).toEqual(items);
});

test('a JSONL line that is not JSON fails the map run and names the line', async () => {
  const world = makeWorld({ functions: { work: echo } });
  world.objects.set('lists/list', '{"a":1}\n{"a":\n');
  const ended = await runStates(world.engine, mapState({ ItemReader: objectReader('JSONL') }));
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
  expect(ended.cause).toMatch(/^line 2 is not JSON/);
});

test('a source that is not there fails the map run', async () => {
  const { engine } = makeWorld({ functions: { work: echo } });
  const ended = await runStates(engine, mapState({ ItemReader: objectReader('JSON') }));
  expect(ended).toMatchObject({ error: 'States.ItemReaderFailed' });
  expect(ended.cause).toContain('s3://lists/list');
});

test('CSV keeps quoted line ends and takes the delimiter of the config', async () => {
  const body = '\ufeffname;note\nAda;"one;\ntwo"\nGrace;\n';
  const reader = objectReader('CSV', { CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter: 'SEMICOLON' });
  expect(await runReader(body, reader)).toEqual([
    { name: 'Ada', note: 'one;\ntwo' },
    { name: 'Grace', note: '' },
  ]);
});

test('MaxItems stops the reader in the middle of a large CSV', async () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => `row${index}`).join('\n');
  const config = { CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a'], MaxItems: 2 };
  const items = await runReader(rows, objectReader('CSV', config));
  expect(items).toEqual([{ a: 'row0' }, { a: 'row1' }]);
});

test('a listing gives every object under the prefix', async () => {
  const world = makeWorld({ functions: { work: (item) => (item as { Key: string }).Key } });
  for (let index = 0; index < 2_500; index += 1) world.objects.set(`lists/in/${index}`, '');
  world.objects.set('lists/out/1', '');
  const ItemReader = {
    Resource: 'arn:aws:states:::s3:listObjectsV2',
    Arguments: { Bucket: 'lists', Prefix: 'in/' },
  };
  const ended = await runStates(world.engine, mapState({ ItemReader }));
  expect(new Set(outputOf(ended) as string[]).size).toBe(2_500);
});

test('batches keep the item and the byte limit, BatchInput included', async () => {
  const { engine } = makeWorld({ functions: { work: echo } });
  const items = Array.from({ length: 50 }, (_, index) => 'ä'.repeat(index));
  const ItemBatcher = {
    MaxItemsPerBatch: 7,
    MaxInputBytesPerBatch: '{% 100 + 200 %}',
    BatchInput: { run: '{% $states.context.Execution.Name %}' },
  };
  const ended = await runStates(engine, mapState({ ItemBatcher }), items);
  const batches = outputOf(ended) as { Items: string[]; BatchInput: { run: string } }[];
  expect(batches.flatMap((batch) => batch.Items)).toEqual(items);
  for (const [index, batch] of batches.entries()) {
    expect(batch.BatchInput.run).toBe(ended.name);
    expect(batch.Items.length).toBeLessThanOrEqual(7);
    expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThanOrEqual(300);
    const next = batches[index + 1]?.Items[0];
    if (next === undefined || batch.Items.length === 7) continue;
    const fuller = { ...batch, Items: [...batch.Items, next] };
    expect(Buffer.byteLength(JSON.stringify(fuller))).toBeGreaterThan(300);
  }
});

test('an item that alone is over the byte limit fails the map run', async () => {
  const { engine } = makeWorld({ functions: { work: echo } });
  const ItemBatcher = { MaxInputBytesPerBatch: 50 };
  const ended = await runStates(engine, mapState({ ItemBatcher }), ['x'.repeat(60)]);
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
});

test('an item takes its fields from ItemSelector before it is batched', async () => {
  const { engine } = makeWorld({ functions: { work: echo } });
  const fields = {
    Items: '{% $states.input.guests %}',
    ItemSelector: {
      n: '{% $states.context.Map.Item.Index %}',
      to: '{% $states.context.Map.Item.Value.to %}',
    },
    ItemBatcher: { MaxItemsPerBatch: 10 },
  };
  const input = {
    guests: [
      { to: 'a', x: 1 },
      { to: 'b', x: 2 },
    ],
  };
  const ended = await runStates(engine, mapState(fields), input);
  expect(outputOf(ended)).toEqual([
    {
      Items: [
        { n: 0, to: 'a' },
        { n: 1, to: 'b' },
      ],
    },
  ]);
});

// {"Items":["aaaa","aaaa"]} has 25 octets.
test.each([
  [25, 1],
  [24, 2],
])('a limit of %i bytes counts the commas and brackets: %i batches', async (limit, batches) => {
  const { engine } = makeWorld({ functions: { work: echo } });
  const ItemBatcher = { MaxInputBytesPerBatch: limit };
  const ended = await runStates(engine, mapState({ ItemBatcher }), ['aaaa', 'aaaa']);
  expect(outputOf(ended)).toHaveLength(batches);
});
