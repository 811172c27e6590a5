import { reactive } from 'vue';

/** Who is signed in. `role` says which views there are; the API decides what may be done. */
export type Session = {
  state: 'unknown' | 'out' | 'in';
  address: string;
  role: 'organizer' | 'owner';
  /** Sent with every write that the cookie vouches for. */
  csrf: string;
};

/** The session of this tab. */
export const session = reactive<Session>({
  state: 'unknown',
  address: '',
  role: 'organizer',
  csrf: '',
});

/** An API key that somebody signed in with lives as long as the tab. */
const KEY = 'convoke-key';
const keyOf = (): string | null => sessionStorage.getItem(KEY);

/** The header fields that say who asks. */
export function credentials(method: string): Readonly<Record<string, string>> {
  const key = keyOf();
  if (key !== null) return { authorization: `Bearer ${key}` };
  return method === 'GET' || session.csrf === '' ? {} : { 'x-csrf': session.csrf };
}

/** Signs in with an API key, when the API takes it. */
export async function enterWithKey(key: string): Promise<boolean> {
  const answer = await fetch('/v1/events?limit=1', { headers: { authorization: `Bearer ${key}` } });
  await answer.body?.cancel();
  if (!answer.ok) return false;
  sessionStorage.setItem(KEY, key);
  Object.assign(session, { state: 'in', role: 'owner', address: '' });
  return true;
}

/** Finds out who is signed in. */
export async function findSession(): Promise<void> {
  const key = keyOf();
  if (key !== null && (await enterWithKey(key))) return;
  Object.assign(session, { state: 'out', address: '', csrf: '' });
}

/** Signs out. */
export async function leave(): Promise<void> {
  sessionStorage.removeItem(KEY);
  Object.assign(session, { state: 'out', address: '', csrf: '' });
}
