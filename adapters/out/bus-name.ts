import { setting } from '../environment.ts';

/** Name of the installation's event bus; undefined where its owner wants none. */
export function busName(): string | undefined {
  const name = setting('EVENT_BUS');
  return name === 'none' ? undefined : name;
}
