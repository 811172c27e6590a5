import fc from 'fast-check';
import { type Schema, sampleOf, valuesOf } from './from-schema.ts';

/** An operation of the served OpenAPI document, as far as a client needs it. */
export type Operation = Readonly<{
  operationId: string;
  'x-scope': string;
  parameters: readonly Readonly<{
    name: string;
    in: string;
    schema: Schema;
    required?: boolean;
  }>[];
  requestBody?: Readonly<{ content: Readonly<Record<string, Readonly<{ schema: Schema }>>> }>;
  responses: Readonly<
    Record<string, Readonly<{ content?: Readonly<Record<string, { schema: object }>> }>>
  >;
}>;

/** What a client sends. */
export type Request = Readonly<{
  path: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
}>;

/** A value for each place of a path. */
type Own = Readonly<Record<string, string>>;

/** In a place of a path: what no route means, encoded as it should be and not. */
const ODD = fc.oneof(
  fc.constantFrom(
    '%',
    '%00',
    '%E0%A4',
    '..%2f',
    'a%23b',
    'constructor',
    '__proto__',
    '0'.repeat(500),
  ),
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: 30 })
    .map((text) => encodeURIComponent(text.toWellFormed()))
    .filter((text) => !/^(\.|%2e){1,2}$/i.test(text)),
);

const CALENDAR = [
  ...[
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:x',
    'BEGIN:VEVENT',
    'UID:u',
    'DTSTAMP:20310101T000000Z',
  ],
  ...['DTSTART:20310301T180000Z', 'DTEND:20310301T190000Z', 'SUMMARY:Plan', 'END:VEVENT'],
  ...['END:VCALENDAR', ''],
].join('\r\n');

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value with a field more, less or of another kind. */
const damaged = (value: unknown): fc.Arbitrary<unknown> => {
  const names = isObject(value) ? Object.keys(value) : [];
  return fc
    .tuple(fc.constantFrom(...names, 'more', '__proto__'), fc.option(fc.jsonValue()))
    .map(([name, odd]) => {
      if (!isObject(value)) return odd;
      const { [name]: _, ...rest } = value;
      return odd === null ? rest : { ...rest, [name]: odd };
    });
};

const json = (value: unknown) => JSON.stringify(value) ?? '';

function withOwn(value: unknown, own: Own): unknown {
  if (!isObject(value)) return value;
  const named = Object.keys(value).filter((name) => name in own);
  const ids = Object.fromEntries(named.map((name) => [name, decodeURIComponent(own[name] ?? '')]));
  // Of a segment: events that there are.
  return { ...value, ...ids, ...(Array.isArray(value.from) && { from: [own.eventId] }) };
}

/** Bodies: most fit the schema, with the ids that there are; some nearly, some not at all. */
function bodiesOf(
  { requestBody }: Operation,
  own: Own,
): fc.Arbitrary<Readonly<{ body?: string; type?: string }>> {
  const schema = requestBody?.content['application/json']?.schema;
  if (!schema) return fc.constant({});
  const sample = sampleOf(schema);
  const meant = (value: unknown) =>
    isObject(value) && isObject(sample) ? { ...value, ...sample } : sample;
  const fitting = fc
    .tuple(valuesOf(schema), fc.boolean())
    .map(([value, isMeant]) => withOwn(isMeant ? meant(value) : value, own));
  const type = 'application/json';
  return fc.oneof(
    { weight: 4, arbitrary: fitting.map((value) => ({ type, body: json(value) })) },
    { weight: 3, arbitrary: fitting.chain(damaged).map((value) => ({ type, body: json(value) })) },
    { weight: 1, arbitrary: fc.jsonValue().map((value) => ({ type, body: json(value) })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ...[{}, { type, body: '' }, { type, body: '{' }, { type: 'text/plain', body: '{}' }],
        ...[CALENDAR, CALENDAR.slice(0, 90), ''].map((body) => ({ type: 'text/calendar', body })),
      ),
    },
  );
}

function queriesOf({ parameters }: Operation): fc.Arbitrary<string> {
  const inQuery = parameters.filter((each) => each.in === 'query');
  const values = inQuery.map(({ name, schema }): [string, fc.Arbitrary<string>] => {
    const odd = fc.string({ unit: 'binary', maxLength: 20 });
    const fit = valuesOf(schema).map((value) => String(value).toWellFormed());
    return [name, fc.oneof({ weight: 4, arbitrary: fit }, { weight: 1, arbitrary: odd })];
  });
  return fc.record(Object.fromEntries(values), { requiredKeys: [] }).map(textOf);
}

function textOf(query: Record<string, string | undefined>): string {
  const text = new URLSearchParams(query as Record<string, string>).toString();
  return text === '' ? '' : `?${text}`;
}

const HEADERS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'if-match': fc.constantFrom('*', '"1"', 'W/"1"', '', '"nobody has this"'),
  'idempotency-key': fc.string({ minLength: 1, maxLength: 150 }),
  accept: fc.constantFrom(
    '*/*',
    'application/json',
    'text/csv',
    'application/x-ndjson',
    'image/png',
  ),
};

/** The request that an operation is for, with what it requires and nothing else. */
export function plainRequest(path: string, operation: Operation, own: Own): Request {
  const { parameters, requestBody } = operation;
  const schema = requestBody?.content['application/json']?.schema;
  const query = parameters.filter((each) => each.in === 'query' && each.required);
  const asked = query.map(({ name, schema }) => [name, String(sampleOf(schema, name))]);
  const to = path.replace(/\{(\w+)\}/g, (place, name: string) => own[name] ?? place);
  return {
    path: `${to}${textOf(Object.fromEntries(asked))}`,
    headers: schema ? { 'content-type': 'application/json' } : {},
    ...(schema && { body: json(withOwn(sampleOf(schema), own)) }),
  };
}

/** Requests for an operation: valid ones, and ones that are wrong in each of their parts. */
export function requestsFor(path: string, operation: Operation, own: Own): fc.Arbitrary<Request> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const places = names.map((name) => {
    const value = own[name];
    return value === undefined
      ? ODD
      : fc.oneof({ weight: 6, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: ODD });
  });
  return fc
    .record({
      values: fc.tuple(...places),
      query: queriesOf(operation),
      sent: bodiesOf(operation, own),
      headers: fc.record(HEADERS, { requiredKeys: [] }),
    })
    .map(({ values, query, sent: { body, type }, headers }) => ({
      path: `${names.reduce((to, name, at) => to.replace(`{${name}}`, () => values[at] ?? ''), path)}${query}`,
      headers: { ...headers, ...(type !== undefined && { 'content-type': type }) },
      ...(body !== undefined && { body }),
    }));
}
