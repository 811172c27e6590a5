import type { Batcher, Distributed, MapState, Reader, Writer } from './definition.ts';
import { InvalidDefinition, UnsupportedWorkflow } from './errors.ts';
import type { Fields } from './fields.ts';
import { optional } from './optional.ts';
import type { ParseContext } from './parse.ts';
import type { ParseFlow } from './parse-state.ts';

type MapFields = Omit<MapState, 'type' | 'name' | 'retry' | 'catchers' | 'next'>;

/** What a Map state has beside Next, Output, Retry and Catch. */
export function parseMap(fields: Fields, context: ParseContext, parseFlow: ParseFlow): MapFields {
  const processor = fields.nested('ItemProcessor');
  const config = processor.has('ProcessorConfig') ? processor.nested('ProcessorConfig') : undefined;
  const mode = config?.oneOf('Mode', ['INLINE', 'DISTRIBUTED']) ?? 'INLINE';
  const executionType = config?.oneOf('ExecutionType', ['STANDARD', 'EXPRESS']);
  config?.done();
  const distributed =
    mode === 'DISTRIBUTED' ? parseDistributed(fields, context, executionType) : undefined;
  const inner = distributed ? { ...context, type: distributed.executionType } : context;
  const flow = parseFlow(processor, inner);
  processor.done();
  return {
    processor: flow,
    ...optional('items', fields.template('Items')),
    ...optional('itemSelector', fields.template('ItemSelector')),
    ...optional('maxConcurrency', fields.template('MaxConcurrency')),
    ...optional('toleratedFailureCount', fields.template('ToleratedFailureCount')),
    ...optional('toleratedFailurePercentage', fields.template('ToleratedFailurePercentage')),
    ...optional('distributed', distributed),
  };
}

function parseDistributed(
  fields: Fields,
  context: ParseContext,
  executionType: 'STANDARD' | 'EXPRESS' | undefined,
): Distributed {
  if (context.type === 'EXPRESS') {
    throw new InvalidDefinition(
      `${fields.place}: an EXPRESS workflow cannot run a Distributed Map`,
    );
  }
  const label = fields.text('Label');
  if (label !== undefined && !/^[^\s?*<>{}[\]:;,\\|^~$#%&`"/]{1,40}$/.test(label)) {
    throw fields.wrong('Label', '1 to 40 characters without white space, wildcards or brackets');
  }
  const reader = fields.has('ItemReader') ? parseReader(fields.nested('ItemReader')) : undefined;
  const batcher = fields.has('ItemBatcher')
    ? parseBatcher(fields.nested('ItemBatcher'))
    : undefined;
  const writer = fields.has('ResultWriter')
    ? parseWriter(fields.nested('ResultWriter'))
    : undefined;
  return { executionType: executionType ?? 'STANDARD', label, reader, batcher, writer };
}

const delimiters = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' } as const;

function parseReader(fields: Fields): Reader {
  const resource = fields.required('Resource');
  const source = /:states:::(s3:getObject|s3:listObjectsV2)$/.exec(resource)?.[1];
  if (source === undefined) throw new UnsupportedWorkflow(fields.place, `the Resource ${resource}`);
  const args = fields.template('Arguments', 'ItemReader/Arguments');
  if (args === undefined) {
    fields.refuseJsonPath();
    throw fields.wrong('Arguments', 'given');
  }
  const config = fields.has('ReaderConfig') ? fields.nested('ReaderConfig') : undefined;
  const inputType = config?.oneOf('InputType', ['JSON', 'JSONL', 'CSV']);
  const maxItems = config?.template('MaxItems', 'ItemReader/ReaderConfig/MaxItems');
  const location = config?.oneOf('CSVHeaderLocation', ['FIRST_ROW', 'GIVEN']) ?? 'FIRST_ROW';
  const headers = config?.texts('CSVHeaders') ?? [];
  const delimiter = config?.oneOf('CSVDelimiter', ['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB']);
  config?.oneOf('Transformation', ['NONE']);
  config?.done();
  fields.done();
  if (source === 's3:getObject' && inputType === undefined) {
    throw fields.wrong('ReaderConfig.InputType', 'given: JSON, JSONL or CSV');
  }
  const csv = {
    delimiter: delimiters[delimiter ?? 'COMMA'],
    headers: location === 'GIVEN' ? headers : undefined,
  };
  const kind = source === 's3:getObject' ? 'object' : 'listing';
  return { source: kind, arguments: args, inputType: inputType ?? 'JSON', csv, maxItems };
}

function parseBatcher(fields: Fields): Batcher {
  const batcher = {
    maxItems: fields.template('MaxItemsPerBatch', 'ItemBatcher/MaxItemsPerBatch'),
    maxBytes: fields.template('MaxInputBytesPerBatch', 'ItemBatcher/MaxInputBytesPerBatch'),
    batchInput: fields.template('BatchInput', 'ItemBatcher/BatchInput'),
  };
  fields.done();
  if (batcher.maxItems === undefined && batcher.maxBytes === undefined) {
    throw new InvalidDefinition(`${fields.place} needs MaxItemsPerBatch or MaxInputBytesPerBatch`);
  }
  return batcher;
}

function parseWriter(fields: Fields): Writer {
  const resource = fields.text('Resource');
  if (resource !== undefined && !resource.endsWith(':states:::s3:putObject')) {
    throw new UnsupportedWorkflow(fields.place, `the Resource ${resource}`);
  }
  const args = fields.template('Arguments', 'ResultWriter/Arguments');
  if ((resource === undefined) !== (args === undefined)) {
    fields.refuseJsonPath();
    throw new InvalidDefinition(`${fields.place} needs Resource and Arguments together`);
  }
  const config = fields.has('WriterConfig') ? fields.nested('WriterConfig') : undefined;
  const given = config?.oneOf('Transformation', ['NONE', 'COMPACT', 'FLATTEN']);
  const outputType = config?.oneOf('OutputType', ['JSON', 'JSONL']) ?? 'JSON';
  config?.done();
  fields.done();
  return { arguments: args, transformation: given ?? 'NONE', outputType };
}
