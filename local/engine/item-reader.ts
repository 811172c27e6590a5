import { parse } from 'csv-parse';
import type { EnginePorts, Json } from './contract.ts';
import type { CsvConfig, Reader } from './definition.ts';
import { StateFailure } from './errors.ts';
import type { JsonObject } from './payload.ts';

/** An ItemReader's evaluated fields. */
export type ReaderValues = Readonly<{ arguments: JsonObject; maxItems: number }>;

/** A JSON array has to be read whole; JSONL and CSV of any size are streamed. */
const jsonLimitBytes = 64 * 1024 * 1024;

/** AWS's limit for one line of a file would be the payload; this bounds a file without any. */
const longestLine = 16 * 1024 * 1024;

function failed(reason: string): StateFailure {
  return new StateFailure('States.ItemReaderFailed', reason, 0);
}

/**
 * The items of a Distributed Map's source, in order and no more than MaxItems.
 *
 * @throws StateFailure States.ItemReaderFailed for a source that cannot be read
 */
export async function* readItems(
  ports: EnginePorts,
  reader: Reader | undefined,
  values: ReaderValues | undefined,
): AsyncGenerator<Json> {
  if (reader === undefined || values === undefined) return;
  if (values.maxItems < 0) throw failed('field MaxItems must be positive');
  let left = values.maxItems;
  const items =
    reader.source === 'listing'
      ? listItems(ports, values.arguments)
      : readObjectItems(ports, reader, values.arguments);
  for await (const item of items) {
    yield item;
    left -= 1;
    if (left === 0) return;
  }
}

async function* listItems(ports: EnginePorts, args: JsonObject): AsyncGenerator<Json> {
  const { Bucket: bucket, Prefix: prefix = '' } = args;
  if (typeof bucket !== 'string' || typeof prefix !== 'string') {
    throw failed('Bucket and Prefix must be strings');
  }
  for await (const object of ports.listObjects(bucket, prefix)) yield { ...object };
}

async function* readObjectItems(
  ports: EnginePorts,
  reader: Reader,
  args: JsonObject,
): AsyncGenerator<Json> {
  const { Bucket: bucket, Key: key, VersionId: version } = args;
  if (typeof bucket !== 'string' || typeof key !== 'string') {
    throw failed('Bucket and Key must be strings');
  }
  const versionId = typeof version === 'string' ? version : undefined;
  const body = await ports.readObject(bucket, key, versionId);
  if (body === undefined) {
    throw failed(`The specified key does not exist: s3://${bucket}/${key}`);
  }
  switch (reader.inputType) {
    case 'JSON':
      yield* jsonItems(body);
      break;
    case 'JSONL':
      yield* jsonLines(body);
      break;
    case 'CSV':
      yield* csvRows(body, reader.csv);
      break;
    default:
      throw reader.inputType satisfies never;
  }
}

async function* jsonItems(body: AsyncIterable<Uint8Array>): AsyncGenerator<Json> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > jsonLimitBytes) {
      throw failed(`a JSON source over ${jsonLimitBytes} bytes must be JSONL for this interpreter`);
    }
    chunks.push(chunk);
  }
  const value = parseJson(Buffer.concat(chunks).toString('utf8'), 'the file');
  if (!Array.isArray(value)) throw failed('Attempting to map over non-iterable node.');
  yield* value as readonly Json[];
}

function parseJson(text: string, what: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw failed(`${what} is not JSON: ${(error as Error).message}`);
  }
}

/** Lines end with LF only: node:readline would also split at U+2028 inside a string. */
async function* jsonLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<Json> {
  const decoder = new TextDecoder();
  let rest = '';
  let line = 0;
  const parseLine = (text: string): Json | undefined => {
    line += 1;
    return text.trim() === '' ? undefined : parseJson(text, `line ${line}`);
  };
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw failed(`line ${line + 1} is over ${longestLine} bytes`);
    for (const text of lines) {
      const item = parseLine(text);
      if (item !== undefined) yield item;
    }
  }
  const item = parseLine(rest + decoder.decode());
  if (item !== undefined) yield item;
}

/** Every cell is text; a missing one is empty, a surplus one is dropped. */
async function* csvRows(body: AsyncIterable<Uint8Array>, config: CsvConfig): AsyncGenerator<Json> {
  const parser = parse({
    bom: true,
    delimiter: config.delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const feeding = feed(body, parser);
  let headers = config.headers === undefined ? undefined : checkHeaders(config.headers);
  try {
    for await (const row of parser as AsyncIterable<string[]>) {
      if (headers === undefined) {
        headers = checkHeaders(row);
        continue;
      }
      yield Object.fromEntries(headers.map((header, column) => [header, row[column] ?? '']));
    }
  } catch (error) {
    if (error instanceof StateFailure) throw error;
    throw failed(`the file is not CSV: ${(error as Error).message}`);
  } finally {
    parser.destroy();
    await feeding;
  }
}

type CsvParser = ReturnType<typeof parse>;

/** Writes the body to the parser, which may be destroyed early when MaxItems is reached. */
async function feed(body: AsyncIterable<Uint8Array>, parser: CsvParser): Promise<void> {
  try {
    for await (const chunk of body) {
      if (parser.destroyed) return;
      if (!parser.write(chunk)) {
        await new Promise<void>((resolve) => {
          parser.once('drain', resolve).once('close', resolve);
        });
      }
    }
    if (!parser.destroyed) parser.end();
  } catch (error) {
    parser.destroy(error as Error);
  }
}

function checkHeaders(headers: readonly string[]): readonly string[] {
  if (new Set(headers).size !== headers.length) {
    throw failed('CSV headers cannot contain duplicates.');
  }
  return headers;
}
