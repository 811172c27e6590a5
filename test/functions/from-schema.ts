import fc from 'fast-check';

/** The part of JSON Schema that the API's document uses. */
export type Schema = Readonly<{
  type?: string;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  allOf?: readonly Schema[];
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
}>;

/** Long texts cost time and find nothing that short ones do not. */
const LONGEST = 40;

/** Texts that mean something to a route: else a random text never gets past the first check. */
const MEANT = [
  ...['2031-03-01T18:00:00', '2031-03-02', '2031-03-01T18:00:00Z', 'Europe/Berlin', 'a@b.example'],
  ...['', ' ', '\u0000', '\ud800', '__proto__', '%', '../..', '9'.repeat(LONGEST)],
];

const text = ({ minLength = 0, maxLength = LONGEST, pattern }: Schema): fc.Arbitrary<unknown> => {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  const most = Math.max(minLength, Math.min(maxLength, LONGEST));
  const fits = MEANT.filter(({ length }) => length >= minLength && length <= maxLength);
  const any = fc.string({ minLength, maxLength: most, unit: 'binary' });
  return fits.length === 0 ? any : fc.oneof(any, fc.constantFrom(...fits));
};

/** Values that a schema describes. */
export function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  const { anyOf = schema.oneOf } = schema;
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (anyOf) return fc.oneof(...anyOf.map(valuesOf));
  switch (schema.type) {
    case 'string':
      return text(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'integer':
    case 'number': {
      const { minimum: min = -1_000, maximum: max = 1_000 } = schema;
      return schema.type === 'integer'
        ? fc.integer({ min: Math.ceil(min), max: Math.floor(Math.min(max, 2 ** 40)) })
        : fc.double({ min, max, noNaN: true });
    }
    case 'array': {
      const { items = {}, minItems = 0, maxItems = 4 } = schema;
      return fc.array(valuesOf(items), {
        minLength: minItems,
        maxLength: Math.max(minItems, Math.min(maxItems, 4)),
      });
    }
    case 'object':
      return objectsOf(schema);
    default:
      return fc.jsonValue();
  }
}

function objectsOf({ properties = {}, required = [], additionalProperties }: Schema) {
  const fields = Object.entries(properties).map(([name, each]) => [name, valuesOf(each)] as const);
  const known = fc.record(Object.fromEntries(fields), { requiredKeys: [...required] });
  if (typeof additionalProperties !== 'object') return known;
  return fc.dictionary(fc.string({ maxLength: 8 }), valuesOf(additionalProperties), { maxKeys: 3 });
}

/** One small value that a schema describes, with what it requires and nothing else; the same each time. */
export function sampleOf(schema: Schema, name = ''): unknown {
  const { anyOf = schema.oneOf, properties = {}, required = [], items = {}, minItems = 0 } = schema;
  const [first] = anyOf ?? [];
  if (first) return sampleOf(first, name);
  switch ('const' in schema || schema.enum ? undefined : schema.type) {
    case 'object':
      return Object.fromEntries(
        required.map((each) => [each, sampleOf(properties[each] ?? {}, each)]),
      );
    case 'array':
      return Array.from({ length: minItems }, () => sampleOf(items, name));
    case 'string':
      if (schema.pattern !== undefined) return drawn(schema);
      return (MEANT_BY[name] ?? ADDRESS).slice(0, schema.maxLength);
    default:
      return drawn(schema);
  }
}

/** Texts with which most fields can begin. */
const TIME = '2031-03-01T18:00:00Z';
const ADDRESS = 'carl@corp.example';
const MEANT_BY: Readonly<Record<string, string>> = {
  ...{ start: TIME, at: TIME, from: TIME, since: TIME, end: '2031-03-01T19:00:00Z' },
  ...{ timeZone: 'Europe/Berlin', url: 'https://hooks.example.net/' },
};

const drawn = (schema: Schema): unknown => fc.sample(valuesOf(schema), { numRuns: 1, seed: 7 })[0];
