import type { Session } from '../api/session.ts';

/** A place of the menu: a route, and for whom it is. `icon` is the path of a drawing of 24 by 24. */
export type Place = Readonly<{
  name: string;
  icon: string;
  isFor(role: Session['role']): boolean;
}>;

const everybody = (): boolean => true;

/** The menu. */
export const PLACES: readonly Place[] = [
  {
    name: 'events',
    icon: 'M4 9h16M8 3v4M16 3v4M6 5h12a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2Z',
    isFor: everybody,
  },
];
