import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Json } from '../../../local/engine/contract.ts';

type Doc = { readonly [key: string]: Json };

/** One recorded execution. */
export type Case = Readonly<{
  id: string;
  definition: Doc;
  input: Json;
  query_language: string;
  execution: Readonly<{
    execution_name: string;
    state_machine_name: string;
    type: 'STANDARD' | 'EXPRESS';
  }>;
  setup: Readonly<{
    lambdas?: Readonly<
      Record<string, Readonly<{ name: string; behaviour: string; description: string }>>
    >;
    s3_objects?: readonly Readonly<{ bucket: string; key: string; body: string }>[];
    state_machines?: Readonly<
      Record<string, Readonly<{ name: string; type: 'STANDARD' | 'EXPRESS'; definition: Doc }>>
    >;
  }>;
  wildcards?: readonly string[];
  expected: Readonly<{
    status: string;
    output?: Json;
    output_is_raw_text?: boolean;
    error?: string;
    cause?: Json;
    cause_is_json?: boolean;
    history_event_types?: readonly string[];
    history?: readonly Readonly<{
      id: number | null;
      prev: number | null;
      type: string;
      details?: Doc;
    }>[];
    history_order?: string;
    map_run?: Readonly<{ describe_map_run: Doc; list_map_runs: Doc }>;
  }>;
}>;

/** Beside the repository; absent on most machines. */
const folder = path.join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'sfn-conformance');

/** Every recorded case, undefined when the recordings are not on this machine. */
export function readCases(): Case[] | undefined {
  if (!existsSync(folder)) return undefined;
  return ['cases.jsonl', 'cases.derived-jsonata.jsonl'].flatMap((name) =>
    readFileSync(path.join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Case),
  );
}
