import { readAddress } from '../identity/address.ts';
import type { Caller } from './caller.ts';

/** Fields that say what something is about: ids of ours, which name nobody. */
const IDS = [
  ...['eventId', 'runId', 'listId', 'mailId', 'guestKey'],
  ...['keyId', 'webhookId', 'erasureId', 'exportId'],
] as const;

/** What an act may be about: the first part of a route's path, and signing in. */
export const ACT_KINDS = [
  ...['sign-in', 'events', 'lists', 'runs', 'inbound', 'organizers', 'suppressions'],
  ...['keys', 'webhooks', 'erasures', 'exports', 'domain', 'audit'],
] as const;

/** One of {@link ACT_KINDS}. */
export type ActKind = (typeof ACT_KINDS)[number];

/**
 * What somebody did, for the audit trail. It has two addresses at most, each beside its keyed hash: an erasure takes the
 * address, and the hash still says that two acts are of one person. An address of a guest is never in it.
 */
export type Act = Readonly<{
  /** Name of the route that did it, or of the one that does the same; `signIn` or `confirmMail`. */
  act: string;
  kind: ActKind;
  /** `link`: by a page behind a link that was mailed to them alone. */
  via: 'key' | 'session' | 'link';
  /** Of an API key: its id. */
  keyId?: string;
  /** Of a session or a link: whose it is. */
  actor?: string;
  /** Keyed hash of the address of whose session or link it is, or for whom the key acts. */
  actorKey?: string;
  /** The organizer that it was about. */
  about?: string;
  /** Keyed hash of the address that it was about, of a guest too. */
  aboutKey?: string;
  ids: Readonly<Record<string, string>>;
  /** Names of the fields that a change set; not what to. */
  fields?: readonly string[];
}>;

/** A request that was served. */
export type Served = Readonly<{
  route: Readonly<{ name: string; method: string; path: string }>;
  caller: Caller;
  params: Readonly<Record<string, string>>;
  body: unknown;
  answer: unknown;
}>;

const fieldsIn = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** @param path as the manifest has it */
function kindOf(path: string): ActKind {
  const [, , first] = path.split('/');
  const kind = ACT_KINDS.find((each) => each === first);
  if (kind === undefined) throw new Error(`no act is about ${path}`);
  return kind;
}

function idsIn(served: Served): Readonly<Record<string, string>> {
  const said: Readonly<Record<string, unknown>> = { ...fieldsIn(served.answer), ...served.params };
  return Object.fromEntries(
    IDS.flatMap((name) => {
      const id = said[name];
      return typeof id === 'string' ? [[name, id]] : [];
    }),
  );
}

/** Whom a request names: an organizer in its path, whose address is kept; or anybody in its body. */
function aboutOf(
  { params, body }: Served,
  keyOf: (address: string) => string,
): Pick<Act, 'about' | 'aboutKey'> {
  const organizer = readAddress(params.address ?? params.email ?? '');
  if (organizer !== undefined) return { about: organizer, aboutKey: keyOf(organizer) };
  const { address } = fieldsIn(body);
  const named = typeof address === 'string' ? readAddress(address) : undefined;
  const aboutKey = named === undefined ? params.guestKey : keyOf(named);
  return aboutKey === undefined ? {} : { aboutKey };
}

function actorOf(
  { id, via, address, reach }: Caller,
  keyOf: (address: string) => string,
): Pick<Act, 'via' | 'keyId' | 'actor' | 'actorKey'> {
  if (via === 'session' && address !== undefined) {
    return { via, actor: address, actorKey: keyOf(address) };
  }
  const actsFor = reach.kind === 'organizer' && { actorKey: keyOf(reach.address) };
  return { via: 'key', keyId: id, ...actsFor };
}

/** What a request that was served did. @param keyOf keyed hash of an address in normal form */
export function actOf(served: Served, keyOf: (address: string) => string): Act {
  const { route, caller, body } = served;
  const fields = route.method === 'PATCH' ? Object.keys(fieldsIn(body)) : [];
  return {
    ...{ act: route.name, kind: kindOf(route.path), ids: idsIn(served) },
    ...actorOf(caller, keyOf),
    ...aboutOf(served, keyOf),
    ...(fields.length > 0 && { fields }),
  };
}

/** That somebody signed in. @param address in normal form */
export const signInAct = (address: string, keyOf: (address: string) => string): Act => ({
  ...{ act: 'signIn', kind: 'sign-in', via: 'session', ids: {} },
  ...{ actor: address, actorKey: keyOf(address) },
});

/** What was done on the page behind a link of a mail. @param address to which the mail went, in normal form */
export const linkAct = (
  done: Pick<Act, 'act' | 'kind' | 'ids'>,
  address: string,
  keyOf: (address: string) => string,
): Act => ({ ...done, via: 'link', actor: address, actorKey: keyOf(address) });
