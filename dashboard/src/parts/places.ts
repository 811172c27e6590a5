import type { Session } from '../api/session.ts';
import { MACHINE } from '../this-machine.ts';

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
  {
    name: 'domain',
    icon: 'M4 20V10M10 20V4M16 20v-8M21 20H3',
    isFor: (role) => role === 'owner',
  },
  {
    name: 'connect',
    icon: 'M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0V8ZM12 17v4',
    isFor: everybody,
  },
  {
    name: 'executions',
    icon: 'M12 3v4M12 17v4M6 7h12v4H6zM4 17h6v4H4zM14 17h6v4h-6zM7 17v-3h10v3M12 11v3',
    // Only the embedded stack serves its Step Functions.
    isFor: () => MACHINE.states !== undefined,
  },
];
