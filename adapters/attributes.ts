import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** An item as DynamoDB has it. */
export type Attributes = Record<string, AttributeValue>;

/**
 * An item of JSON values and sets of strings in DynamoDB's form: what `marshall` with `removeUndefinedValues` gives, a
 * test holds them equal, for a third of the time.
 *
 * @throws RangeError for a number that is none
 */
export function toAttributes(item: Readonly<Record<string, unknown>>): Attributes {
  const attributes: Attributes = {};
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) attributes[name] = toAttribute(value);
  }
  return attributes;
}

function toAttribute(value: unknown): AttributeValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      // As `marshall`: what JSON would change on the way is no number to keep.
      if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) {
        throw new RangeError('the table takes no such number');
      }
      return { N: String(value) };
    case 'boolean':
      return { BOOL: value };
    default:
      if (value === null) return { NULL: true };
      if (value instanceof Set) return { SS: [...value] };
      if (!Array.isArray(value)) return { M: toAttributes(value as Record<string, unknown>) };
      return { L: value.filter((each) => each !== undefined).map(toAttribute) };
  }
}

/** The item in DynamoDB's form: what `unmarshall` gives. */
export function fromAttributes(attributes: Attributes): Record<string, unknown> {
  const item: Record<string, unknown> = {};
  for (const name in attributes) item[name] = fromAttribute(attributes[name] as AttributeValue);
  return item;
}

function fromAttribute(attribute: AttributeValue): unknown {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.M !== undefined) return fromAttributes(attribute.M);
  if (attribute.L !== undefined) return attribute.L.map(fromAttribute);
  // Nothing that Convoke writes: NULL, sets, octets.
  return unmarshall({ value: attribute }).value;
}
