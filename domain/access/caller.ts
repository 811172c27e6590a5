/** What a caller may do: mail people, read, or decide in the domain owner's place. `admin` includes both others. */
export type Scope = 'send' | 'read' | 'admin';

/** Every scope. */
export const SCOPES = ['read', 'send', 'admin'] as const satisfies readonly Scope[];

/** What a caller can see and touch: everything, what belongs to one organizer, or nothing. */
export type Reach =
  | Readonly<{ kind: 'installation' }>
  /** `address` in the normal form of `readAddress`. */
  | Readonly<{ kind: 'organizer'; address: string }>
  | Readonly<{ kind: 'nobody' }>;

/** Who asks, on whatever evidence. The reach comes from the key or the session, never from the request. */
export type Caller = Readonly<{
  /** Id of the key or the session; names nobody. */
  id: string;
  via: 'key' | 'session' | 'nobody';
  scopes: readonly Scope[];
  reach: Reach;
  /** Of a session: whose it is. */
  address?: string;
}>;

/** The reach of the domain owner. */
export const INSTALLATION: Reach = { kind: 'installation' };

/** Who asks a public route. Reaches nothing, so that a check that is forgotten elsewhere fails closed. */
export const NOBODY: Caller = { id: '', via: 'nobody', scopes: [], reach: { kind: 'nobody' } };

/** True when the caller may do what needs this scope. */
export const hasScope = ({ scopes }: Caller, scope: Scope): boolean =>
  scopes.includes(scope) || scopes.includes('admin');

/** True when the caller reaches what belongs to this organizer. @param owner in normal form */
export function reaches({ reach }: Caller, owner: string): boolean {
  switch (reach.kind) {
    case 'installation':
      return true;
    case 'organizer':
      return reach.address === owner;
    case 'nobody':
      return false;
    default:
      return reach satisfies never;
  }
}
