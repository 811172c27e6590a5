import type { Command } from 'commander';
import { ApiClient } from './api-client.ts';
import type { Stack } from './find-stack.ts';
import { findStack } from './find-stack.ts';
import type { World } from './world.ts';

/** What one command works with. */
export type Session = Readonly<{
  world: World;
  stack: Stack;
  api: ApiClient;
  json: boolean;
  /** Prints the one JSON value with --json, else the text. */
  print(value: unknown, text: () => string): void;
}>;

/** Options that every command takes. */
type Common = Readonly<{ data?: string; json?: true }>;

/** Opens the stack that the command's options name. */
export async function openSession(command: Command, world: World): Promise<Session> {
  const { data, json } = command.optsWithGlobals<Common>();
  const stack = await findStack(data, world.env);
  const isJson = json === true;
  return {
    world,
    stack,
    api: new ApiClient(stack),
    json: isJson,
    print: (value, text) => {
      world.stdout.write(isJson ? `${JSON.stringify(value)}\n` : text());
    },
  };
}
