import type { Json } from '../../../local/engine/contract.ts';
import type { FakeFunction } from '../engine/world.ts';

class NamedError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** What the recorded functions did, found by a part of their description. */
const custom: readonly (readonly [string, FakeFunction])[] = [
  ['the JSON text "HelloWorld!"', () => 'HelloWorld!'],
  ['a string of 257*1024 "a"', () => 'a'.repeat(257 * 1024)],
  ['"input-event-" + python-str', (event) => `input-event-${pythonText(event)}`],
  ['the constant {"Return": "HelloWorld"}', () => ({ Return: 'HelloWorld' })],
];

/** A fake of a recorded function. */
export function fakeOf(lambda: Readonly<{ behaviour: string; description: string }>): FakeFunction {
  const { behaviour, description } = lambda;
  switch (behaviour) {
    case 'echo':
      return (event) => event;
    case 'sleep':
      return (event, clock) =>
        new Promise((resolve) => clock.after(1000 * secondsIn(description), () => resolve(event)));
    case 'error':
      return () => {
        throw errorOf(description);
      };
    default: {
      const known = custom.find(([part]) => description.includes(part));
      if (known === undefined) throw new Error(`no fake for: ${description}`);
      return known[1];
    }
  }
}

function secondsIn(description: string): number {
  return Number(/sleeps (\d+) s/.exec(description)?.[1]);
}

function errorOf(description: string): Error {
  if (description.includes('CustomException')) return new NamedError('CustomException', '');
  return new NamedError('Exception', 'Some exception was raised.');
}

function pythonText(value: Json): string {
  return JSON.stringify(value).replaceAll('"', "'").replaceAll(',', ', ');
}
