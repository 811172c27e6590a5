import type { World } from './world.ts';

/** A line on stderr that says what is being done. */
export type Steps = Readonly<{ tell(text: string): void; stop(): void }>;

/** Steps that replace each other on a terminal and follow each other elsewhere; none where `isQuiet`. */
export function startSteps(world: World, isQuiet: boolean): Steps {
  const { stderr } = world;
  const clear = '\r\u001b[2K';
  let shown = '';
  return {
    tell: (text) => {
      if (isQuiet || text === shown) return;
      shown = text;
      stderr.write(stderr.isTTY ? `${clear}${text}` : `${text}\n`);
    },
    stop: () => {
      if (shown !== '' && stderr.isTTY) stderr.write(clear);
      shown = '';
    },
  };
}
