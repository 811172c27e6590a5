import type { BatchLimits } from './batcher.ts';
import type { Distributed, MapState } from './definition.ts';
import type { Template } from './expressions.ts';
import type { ReaderValues } from './item-reader.ts';
import type { MapRunLimits } from './map-runs-table.ts';
import { type JsonObject, payloadLimitBytes } from './payload.ts';
import type { WriterTarget } from './result-writer.ts';
import {
  bindingsOf,
  evaluate,
  evaluateAs,
  evaluateNumber,
  runtimeFailure,
  type Visit,
} from './visit.ts';

/** The evaluated fields of a Distributed Map. */
export type MapConfig = Readonly<{
  limits: MapRunLimits;
  reader: ReaderValues | undefined;
  batch: BatchLimits | undefined;
  writer: WriterTarget | undefined;
}>;

/** AWS's limit for the items of one run. */
const mostItems = 100_000_000;

/** Evaluates the fields of a Distributed Map. @throws StateFailure for values out of range */
export async function readConfig(
  visit: Visit<MapState>,
  distributed: Distributed,
): Promise<MapConfig> {
  const limits = await readLimits(visit);
  const { reader, batcher, writer } = distributed;
  return {
    limits,
    reader: reader && {
      arguments: await readObject(visit, reader.arguments),
      maxItems: await readMaxItems(visit, reader.maxItems),
    },
    batch: batcher && {
      maxItems: (await readInteger(visit, 'MaxItemsPerBatch', batcher.maxItems, 1)) ?? mostItems,
      maxBytes: Math.min(
        (await readInteger(visit, 'MaxInputBytesPerBatch', batcher.maxBytes, 1)) ??
          payloadLimitBytes,
        payloadLimitBytes,
      ),
      input: batcher.batchInput && (await evaluate(visit, batcher.batchInput, bindingsOf(visit))),
    },
    writer: writer?.arguments && (await readTarget(visit, writer.arguments)),
  };
}

async function readLimits(visit: Visit<MapState>): Promise<MapRunLimits> {
  const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = visit.state;
  const concurrency = await readNumber(visit, maxConcurrency);
  if (concurrency !== undefined && (!Number.isInteger(concurrency) || concurrency < 0)) {
    throw runtimeFailure(visit, 'MaxConcurrency must be a non-negative integer.');
  }
  const count = await readNumber(visit, toleratedFailureCount);
  if (count !== undefined && count < 0) {
    throw runtimeFailure(visit, 'ToleratedFailureCount cannot be negative.');
  }
  const percentage = await readNumber(visit, toleratedFailurePercentage);
  if (percentage !== undefined && (percentage < 0 || percentage > 100)) {
    throw runtimeFailure(visit, 'ToleratedFailurePercentage must be between 0 and 100.');
  }
  return {
    maxConcurrency: concurrency ?? 0,
    toleratedCount: count,
    toleratedPercentage: percentage,
  };
}

async function readNumber(
  visit: Visit<MapState>,
  template: Template | undefined,
): Promise<number | undefined> {
  return template && evaluateNumber(visit, template);
}

async function readInteger(
  visit: Visit<MapState>,
  name: string,
  template: Template | undefined,
  least: number,
): Promise<number | undefined> {
  const value = await readNumber(visit, template);
  if (value === undefined || (Number.isInteger(value) && value >= least)) return value;
  throw runtimeFailure(visit, `${name} must be an integer of at least ${least}.`);
}

/** 0 and absent mean no limit; a negative one is the reader's own failure, as on AWS. */
async function readMaxItems(
  visit: Visit<MapState>,
  template: Template | undefined,
): Promise<number> {
  const value = (await readInteger(visit, 'MaxItems', template, Number.NEGATIVE_INFINITY)) ?? 0;
  return value === 0 ? mostItems : Math.min(value, mostItems);
}

async function readObject(visit: Visit<MapState>, template: Template): Promise<JsonObject> {
  return (await evaluateAs(visit, template, bindingsOf(visit), 'object')) as JsonObject;
}

async function readTarget(visit: Visit<MapState>, template: Template): Promise<WriterTarget> {
  const { Bucket: bucket, Prefix: prefix } = await readObject(visit, template);
  if (typeof bucket !== 'string' || (prefix !== undefined && typeof prefix !== 'string')) {
    throw runtimeFailure(visit, 'ResultWriter needs Bucket and Prefix as strings.');
  }
  return { bucket, prefix: prefix ?? '' };
}
