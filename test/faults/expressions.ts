import type { Item } from '../../adapters/table.ts';

/** Names and values of an expression of DynamoDB. */
export type Bindings = Readonly<{
  ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  ExpressionAttributeValues?: Item | undefined;
}>;

type Words = { next(): string; peek(): string | undefined };

/** Words of every expression seen: the same few come again and again. */
const split = new Map<string, readonly string[]>();

function wordsOf(expression: string): Words {
  const known = split.get(expression);
  const words = known ?? expression.match(/<>|<=|>=|[<>=(),]|[#:\w]+(?:\.[#\w]+)*/g) ?? [];
  if (!known) split.set(expression, words);
  let at = 0;
  return { peek: () => words[at], next: () => words[at++] ?? '' };
}

const nameOf = (word: string, { ExpressionAttributeNames = {} }: Bindings): string => {
  const name = word.startsWith('#') ? ExpressionAttributeNames[word] : word;
  if (name === undefined) throw new Error(`${word} has no name`);
  return name;
};

function valueFor(word: string, item: Item, bindings: Bindings): unknown {
  if (!word.startsWith(':')) {
    const within = (value: unknown, name: string) =>
      (value as Item | undefined)?.[nameOf(name, bindings)];
    return word.split('.').reduce(within, item as unknown);
  }
  const { ExpressionAttributeValues = {} } = bindings;
  if (!(word in ExpressionAttributeValues)) throw new Error(`${word} has no value`);
  return ExpressionAttributeValues[word];
}

/** A missing attribute compares with nothing, as in DynamoDB; so do values of two types. */
function compare(a: unknown, operator: string, b: unknown): boolean {
  if (operator === '=') return a !== undefined && JSON.stringify(a) === JSON.stringify(b);
  if (operator === '<>') return JSON.stringify(a) !== JSON.stringify(b);
  if (typeof a !== typeof b || (typeof a !== 'string' && typeof a !== 'number')) return false;
  const [left, right] = [a, b as typeof a];
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    default:
      throw new Error(`no operator ${operator}`);
  }
}

/** True when a condition holds of an item. @throws for what the adapters do not write */
export function holds(condition: string, item: Item, bindings: Bindings): boolean {
  const words = wordsOf(condition);
  const expectWord = (word: string): void => {
    const found = words.next();
    if (found !== word) throw new Error(`«${found}» instead of «${word}» in ${condition}`);
  };
  const listOf = (): string[] => {
    expectWord('(');
    const all = [words.next()];
    while (words.peek() === ',') {
      words.next();
      all.push(words.next());
    }
    expectWord(')');
    return all;
  };
  const one = (): boolean => {
    const word = words.next();
    if (word === 'NOT') return !one();
    if (word === '(') {
      const inner = either();
      expectWord(')');
      return inner;
    }
    if (words.peek() === '(') return called(word, listOf());
    const left = valueFor(word, item, bindings);
    const operator = words.next();
    if (operator === 'BETWEEN') {
      const low = valueFor(words.next(), item, bindings);
      expectWord('AND');
      const high = valueFor(words.next(), item, bindings);
      return compare(left, '>=', low) && compare(left, '<=', high);
    }
    if (operator !== 'IN') return compare(left, operator, valueFor(words.next(), item, bindings));
    return listOf().some((each) => compare(left, '=', valueFor(each, item, bindings)));
  };
  const called = (name: string, [first = '', second = '']: string[]): boolean => {
    const value = item[nameOf(first, bindings)];
    if (name === 'attribute_exists') return value !== undefined;
    if (name === 'attribute_not_exists') return value === undefined;
    if (name === 'begins_with') {
      return String(value ?? '').startsWith(String(valueFor(second, item, bindings)));
    }
    throw new Error(`no function ${name}`);
  };
  const both = (): boolean => {
    let result = one();
    while (words.peek() === 'AND') {
      words.next();
      const right = one();
      result &&= right;
    }
    return result;
  };
  const either = (): boolean => {
    let result = both();
    while (words.peek() === 'OR') {
      words.next();
      const right = both();
      result ||= right;
    }
    return result;
  };
  const result = either();
  if (words.peek() !== undefined) throw new Error(`«${words.peek()}» is left of ${condition}`);
  return result;
}

/** What an attribute is, or else the value beside it. */
function firstOf(words: Words, item: Item, bindings: Bindings): unknown {
  const [, name, , value] = [words.next(), words.next(), words.next(), words.next(), words.next()];
  return item[nameOf(name ?? '', bindings)] ?? valueFor(value ?? '', item, bindings);
}

/** The item that an update makes of another one. @throws for what the adapters do not write */
export function updated(expression: string, item: Item, bindings: Bindings): Item {
  const words = wordsOf(expression);
  const after: Item = { ...item };
  let clause = '';
  while (words.peek() !== undefined) {
    const word = words.next();
    if (word === 'SET' || word === 'REMOVE' || word === 'ADD') {
      clause = word;
    } else if (word !== ',' && clause === 'REMOVE') {
      delete after[nameOf(word, bindings)];
    } else if (word !== ',' && clause === 'ADD') {
      const name = nameOf(word, bindings);
      after[name] = added(item[name], valueFor(words.next(), item, bindings));
    } else if (word !== ',') {
      if (clause !== 'SET' || words.next() !== '=') throw new Error(`cannot do ${expression}`);
      const right = words.next();
      after[nameOf(word, bindings)] =
        right === 'if_not_exists'
          ? firstOf(words, item, bindings)
          : valueFor(right, item, bindings);
      if (words.peek() === '(') throw new Error(`cannot do ${expression}`);
    }
  }
  return after;
}

/** A number more, or the members of a set with those that are there. */
const added = (before: unknown, more: unknown): unknown =>
  more instanceof Set
    ? new Set([...(before instanceof Set ? before : []), ...more])
    : Number(before ?? 0) + Number(more);
