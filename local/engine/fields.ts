import type { Json } from './contract.ts';
import { InvalidDefinition, UnsupportedWorkflow } from './errors.ts';
import { compileTemplate, type Template } from './expressions.ts';
import { isObject, type JsonObject } from './payload.ts';

/** Fields that only the JSONPath dialect has. */
const jsonPathFields = new Set([
  'InputPath',
  'OutputPath',
  'ResultPath',
  'ResultSelector',
  'Result',
  'Parameters',
  'ItemsPath',
  'Iterator',
  'SecondsPath',
  'TimestampPath',
  'TimeoutSecondsPath',
  'HeartbeatSecondsPath',
  'ErrorPath',
  'CausePath',
  'Variable',
  'MaxConcurrencyPath',
  'MaxItemsPath',
  'MaxItemsPerBatchPath',
  'MaxInputBytesPerBatchPath',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentagePath',
]);

/**
 * Reads the fields of one JSON object of a definition and refuses what nobody asked for.
 *
 * A field that AWS knows but this engine does not must never be skipped: the workflow would run
 * without it.
 */
export class Fields {
  readonly #object: JsonObject;
  readonly #left: Set<string>;
  readonly #random: () => number;
  /** For messages, e.g. `state "Read list"`. */
  readonly place: string;

  constructor(value: Json | undefined, place: string, random: () => number) {
    if (!isObject(value)) throw new InvalidDefinition(`${place} must be a JSON object`);
    this.#object = value;
    this.#left = new Set(Object.keys(value));
    this.#left.delete('Comment');
    this.#random = random;
    this.place = place;
  }

  /** The raw value of a field, undefined when absent. */
  take(name: string): Json | undefined {
    this.#left.delete(name);
    return this.#object[name];
  }

  has(name: string): boolean {
    return this.#object[name] !== undefined;
  }

  /** The fields of an object in a field. */
  nested(name: string): Fields {
    return new Fields(this.take(name), `${this.place}, ${name}`, this.#random);
  }

  /** The fields of each object of an array in a field, none when the field is absent. */
  each(name: string): Fields[] {
    const value = this.take(name) ?? [];
    if (!Array.isArray(value)) throw this.wrong(name, 'an array');
    return value.map(
      (item, index) => new Fields(item, `${this.place}, ${name}[${index}]`, this.#random),
    );
  }

  /** @param field AWS's location of the template when it is not the name itself */
  template(name: string, field = name): Template | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    try {
      return compileTemplate(value, field, this.#random);
    } catch (error) {
      if (!(error instanceof InvalidDefinition)) throw error;
      throw new InvalidDefinition(`${this.place}, ${error.message}`);
    }
  }

  text(name: string): string | undefined {
    const value = this.take(name);
    if (value !== undefined && typeof value !== 'string') throw this.wrong(name, 'a string');
    return value;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw this.wrong(name, 'a string');
    return value;
  }

  number(name: string, least: number): number | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || value < least) throw this.wrong(name, `>= ${least}`);
    return value;
  }

  /** The text of a field that has a few possible values. @throws UnsupportedWorkflow for another */
  oneOf<const T extends string>(name: string, values: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const found = values.find((known) => known === value);
    if (found === undefined) throw new UnsupportedWorkflow(this.place, `${name} "${value}"`);
    return found;
  }

  texts(name: string): readonly string[] {
    const value = this.take(name) ?? [];
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
      throw this.wrong(name, 'an array of strings');
    }
    return value;
  }

  wrong(name: string, wanted: string): InvalidDefinition {
    return new InvalidDefinition(`${this.place}, ${name} must be ${wanted}`);
  }

  /** Refuses whatever field was not read. */
  done(): void {
    this.refuseJsonPath();
    for (const name of this.#left) throw new UnsupportedWorkflow(this.place, `the field ${name}`);
  }

  /** The missing field of this dialect may be there in the other's words: say so first. */
  refuseJsonPath(): void {
    for (const name of this.#left) {
      if (!jsonPathFields.has(name)) continue;
      throw new UnsupportedWorkflow(this.place, `the JSONPath field ${name}`);
    }
  }
}
