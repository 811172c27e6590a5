import { reactive } from 'vue';

/** Who is signed in. `role` says which views there are; the API decides what may be done. */
export type Session = {
  /** `unreachable`: the server did not say who is signed in. */
  state: 'unknown' | 'unreachable' | 'out' | 'in';
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
const JSON_BODY = { 'content-type': 'application/json' };
const keyOf = (): string | null => sessionStorage.getItem(KEY);

/** The header fields that say who asks. */
export function credentials(method: string): Readonly<Record<string, string>> {
  const key = keyOf();
  if (key !== null) return { authorization: `Bearer ${key}` };
  return method === 'GET' || session.csrf === '' ? {} : { 'x-csrf': session.csrf };
}

/** Signs in with an API key, when the API takes it. @throws where nobody answers, or the server broke down */
export async function enterWithKey(key: string): Promise<boolean> {
  if (!(await isAnswered('/v1/events?limit=1', key))) return false;
  // What is the domain's is refused to a key that acts for one organizer.
  const role = (await isAnswered('/v1/domain/events?limit=1', key)) ? 'owner' : 'organizer';
  sessionStorage.setItem(KEY, key);
  Object.assign(session, { state: 'in', role, address: '' });
  return true;
}

async function isAnswered(path: string, key: string): Promise<boolean> {
  const answer = await fetch(path, { headers: { authorization: `Bearer ${key}` } });
  await answer.body?.cancel();
  if (answer.status >= 500) throw new Error(`the server answers ${answer.status}`);
  return answer.ok;
}

/** Asks for the mail with which somebody signs in. True: look into the mailbox; false: this is no address. */
export async function askForMail(address: string, returnTo: string): Promise<boolean> {
  const body = JSON.stringify({ address, returnTo: `/dashboard${returnTo}` });
  const answer = await fetch('/v1/sign-in', { method: 'POST', headers: JSON_BODY, body });
  await answer.body?.cancel();
  return answer.ok;
}

/** Signs in with the code of the mail. @returns the code of the problem, or undefined */
export async function enterWithCode(code: string): Promise<string | undefined> {
  const body = JSON.stringify({ code });
  const answer = await fetch('/v1/sign-in/code', { method: 'POST', headers: JSON_BODY, body });
  const told = (await answer.json()) as { code?: string };
  if (!answer.ok) return told.code ?? 'internal';
  await findSession();
  return undefined;
}

/** Finds out who is signed in. Where the server says nothing, a key is kept and nobody is signed out. */
export async function findSession(): Promise<void> {
  try {
    const key = keyOf();
    if (key !== null && (await enterWithKey(key))) return;
    const answer = await fetch('/v1/session');
    if (answer.status >= 500) throw new Error(`the server answers ${answer.status}`);
    if (answer.ok) Object.assign(session, { state: 'in' }, (await answer.json()) as object);
    else forget();
  } catch {
    if (session.state === 'unknown') session.state = 'unreachable';
  }
}

/** Says that nobody is signed in any more: the session ended, or the key was revoked. */
export function forget(): void {
  sessionStorage.removeItem(KEY);
  Object.assign(session, { state: 'out', address: '', csrf: '' });
}

/** Signs out. */
export async function leave(): Promise<void> {
  if (session.csrf !== '') {
    await fetch('/v1/sign-out', { method: 'POST', headers: credentials('POST') });
  }
  forget();
}
