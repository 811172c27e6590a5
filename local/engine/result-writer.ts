import type { Json } from './contract.ts';
import type { Writer } from './definition.ts';
import type { Engine } from './engine.ts';
import { StateFailure } from './errors.ts';
import type { ExecutionRow, Status } from './executions-table.ts';
import { childrenAfter, type MapRunRow } from './map-runs-table.ts';
import { lastPart } from './names.ts';

/** Where a map run's results go. */
export type WriterTarget = Readonly<{ bucket: string; prefix: string }>;

type ResultFile = Readonly<{ Key: string; Size: number }>;

/** A result file is closed at this size, so that no more than one is held in memory. */
const fileLimit = 5 * 1024 * 1024;

const groups: readonly Readonly<{ name: 'FAILED' | 'PENDING' | 'SUCCEEDED'; of: Status[] }>[] = [
  { name: 'FAILED', of: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
  { name: 'PENDING', of: ['PENDING', 'RUNNING'] },
  { name: 'SUCCEEDED', of: ['SUCCEEDED'] },
];

/**
 * Writes the result files of a map run and their manifest.
 *
 * @returns the manifest's key
 * @throws StateFailure States.ResultWriterFailed
 */
export async function exportResults(
  engine: Engine,
  run: MapRunRow,
  writer: Writer,
  target: WriterTarget,
): Promise<string> {
  const folder = folderOf(run, target);
  const write = async (name: string, text: string): Promise<ResultFile> => {
    const body = Buffer.from(text);
    await engine.ports.writeObject(target.bucket, `${folder}${name}`, body);
    return { Key: `${folder}${name}`, Size: body.length };
  };
  try {
    const files: Record<string, ResultFile[]> = {};
    for (const group of groups) {
      files[group.name] = await exportGroup(engine, run, writer, group, write);
    }
    const manifest = {
      DestinationBucket: target.bucket,
      MapRunArn: run.arn,
      ResultFiles: files,
    };
    return (await write('manifest.json', JSON.stringify(manifest))).Key;
  } catch (error) {
    const reason = `The results cannot be written: ${(error as Error).message}`;
    throw new StateFailure('States.ResultWriterFailed', reason, 0);
  }
}

function folderOf(run: MapRunRow, { prefix }: WriterTarget): string {
  const id = lastPart(run.arn);
  if (prefix === '') return `${id}/`;
  return prefix.endsWith('/') ? `${prefix}${id}/` : `${prefix}/${id}/`;
}

async function exportGroup(
  { store }: Engine,
  run: MapRunRow,
  writer: Writer,
  { name, of }: (typeof groups)[number],
  write: (name: string, text: string) => Promise<ResultFile>,
): Promise<ResultFile[]> {
  const extension = writer.outputType === 'JSONL' ? 'jsonl' : 'json';
  const files: ResultFile[] = [];
  let texts: string[] = [];
  let length = 0;
  const close = async (): Promise<void> => {
    if (texts.length === 0) return;
    const text = writer.outputType === 'JSONL' ? `${texts.join('\n')}\n` : `[${texts.join(',')}]`;
    files.push(await write(`${name}_${files.length}.${extension}`, text));
    texts = [];
    length = 0;
  };
  for (const status of of) {
    let after = -1;
    for (;;) {
      const children = childrenAfter(store, run.id, status, after, 100);
      if (children.length === 0) break;
      for (const child of children) {
        for (const text of resultTexts(child, writer)) {
          texts.push(text);
          length += text.length + 1;
          if (length >= fileLimit) await close();
        }
      }
      after = children.at(-1)?.map_index ?? after;
    }
  }
  await close();
  return files;
}

/** What one child adds to the state's own result, '' for nothing. */
export function transformedResults(child: ExecutionRow, writer: Writer): string {
  return resultTexts(child, writer).join(',');
}

/** The entries of one child: its record, its output, or the elements of its output. */
function resultTexts(child: ExecutionRow, { transformation }: Writer): string[] {
  if (child.status !== 'SUCCEEDED' || transformation === 'NONE') {
    return [JSON.stringify(recordOf(child))];
  }
  const output = child.output ?? 'null';
  if (transformation === 'COMPACT') return [output];
  const value = JSON.parse(output) as Json;
  return Array.isArray(value) ? value.map((item) => JSON.stringify(item)) : [output];
}

/** A child in AWS's form: inputs and outputs are JSON texts. */
function recordOf(child: ExecutionRow): object {
  const included = { Included: true };
  return {
    ExecutionArn: child.arn,
    Input: child.input,
    InputDetails: included,
    Name: child.name,
    ...(child.output === null ? {} : { Output: child.output, OutputDetails: included }),
    ...(child.error === null ? {} : { Error: child.error }),
    ...(child.cause === null ? {} : { Cause: child.cause }),
    RedriveCount: child.redrives,
    ...(child.status === 'PENDING' ? {} : { StartDate: new Date(child.started).toISOString() }),
    StateMachineArn: child.machine,
    Status: child.status,
    ...(child.stopped === null ? {} : { StopDate: new Date(child.stopped).toISOString() }),
  };
}
