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
  {
    name: 'runs',
    icon: 'M4 12 20 4l-5 16-3.500-6.500L4 12ZM11.500 13.500 20 4',
    isFor: everybody,
  },
  {
    name: 'mails',
    icon: 'M4 6h16v12H4zM4 7l8 6 8-6',
    isFor: everybody,
  },
];
