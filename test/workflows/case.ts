import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { WorkflowName } from '../../manifest.ts';

/** What a function answers: a result, an error, or nothing ever; `times` in a row. */
const Answer = z.union([
  z.strictObject({ result: z.json(), times: z.int().positive().default(1) }),
  z.strictObject({ error: z.string(), times: z.int().positive().default(1) }),
  z.strictObject({ hangs: z.literal(true), times: z.int().positive().default(1) }),
]);

/** A name of a state, or a piece of the path that comes so many times. */
const Step = z.union([
  z.string(),
  z.strictObject({ times: z.int().positive(), of: z.array(z.string()).min(1) }),
]);

const Expected = z.strictObject({
  /** Answers by the state that asks for them, in order. Each must be asked for. */
  tasks: z.record(z.string(), z.array(Answer).min(1)).default({}),
  /** The states that are entered, in order; after a redrive from the one that failed. */
  path: z.array(Step).min(1),
  status: z.enum(['SUCCEEDED', 'FAILED']),
  output: z.json().optional(),
  error: z.string().optional(),
  /** What functions got, by state: a part of each payload, in order. */
  payloads: z.record(z.string(), z.array(z.json()).min(1)).optional(),
  /** Seconds that all of it takes, when functions answer at once. */
  seconds: z.number().optional(),
});

/** A whole case; the first line of its file says what it shows. */
const Case = Expected.extend({
  name: z.string().min(10),
  input: z.json(),
  /** Objects of the data bucket: lines of JSON. */
  objects: z.record(z.string(), z.array(z.json())).default({}),
  redrive: Expected.optional(),
  /** Names of the `run` and `deliver` executions that it started, itself or by way of another. */
  runs: z.array(z.string()).optional(),
  delivers: z.array(z.string()).optional(),
}).superRefine((one, context) => {
  for (const { status, output, error } of [one, ...(one.redrive ? [one.redrive] : [])]) {
    if ((status === 'SUCCEEDED' ? output : error) !== undefined) continue;
    context.addIssue(`${status} needs ${status === 'SUCCEEDED' ? 'an output' : 'an error'}`);
  }
});

/** An answer of a fake function. */
export type Answer = z.output<typeof Answer>;

/** What is expected of one go of an execution. */
export type Expected = z.output<typeof Expected>;

/** A workflow case. */
export type Case = z.output<typeof Case>;

/** A case from its JSON. @throws when it says nothing that could be wrong, or more than is looked at */
export const readCase = (text: string): Case => Case.parse(JSON.parse(text));

/** The cases of a workflow, by the name of the file. */
export function casesOf(workflow: WorkflowName): readonly Case[] {
  const folder = join(import.meta.dirname, 'cases', workflow);
  return readdirSync(folder)
    .sort()
    .map((file) => readCase(readFileSync(join(folder, file), 'utf8')));
}

/** The path with its repetitions written out. */
export const pathOf = ({ path }: Expected): readonly string[] =>
  path.flatMap((step) =>
    typeof step === 'string' ? [step] : Array.from({ length: step.times }, () => step.of).flat(),
  );
