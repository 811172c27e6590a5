import type { Endpoints } from '../endpoints.ts';

/** The demo met an answer that it did not expect; the message says which. */
export class DemoFailed extends Error {
  override readonly name = 'DemoFailed';
}

/** The API of a stack, as any program would use it. */
export type Api = Readonly<{
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  patch<T>(path: string, body: unknown): Promise<T>;
}>;

/** An API client with the stack's own key. */
export function openApi(endpoints: Endpoints): Api {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${endpoints.http}${path}`, {
      method,
      headers: { authorization: `Bearer ${endpoints.apiKey}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new DemoFailed(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  };
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    patch: (path, body) => call('PATCH', path, body),
  };
}

/** Where a file goes, as the API announces it. */
export type UploadForm = Readonly<{ url: string; fields: Readonly<Record<string, string>> }>;

/** Sends a file where the API said. @throws DemoFailed */
export async function uploadFile({ url, fields }: UploadForm, file: Blob): Promise<void> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append('file', file, 'guests.csv');
  const answer = await fetch(url, { method: 'POST', body });
  if (!answer.ok)
    throw new DemoFailed(`the upload answered ${answer.status}: ${await answer.text()}`);
}

/** Milliseconds before the first question, and between two at most. */
type Pauses = Readonly<{ first: number; longest: number }>;

/**
 * Asks until `answer` is there.
 *
 * @throws DemoFailed after `seconds`
 */
export async function until<T>(
  what: string,
  seconds: number,
  ask: () => Promise<T | undefined>,
  { first, longest }: Pauses = { first: 20, longest: 150 },
): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  for (let pause = first; ; pause = Math.min(longest, pause * 1.5)) {
    await new Promise((done) => setTimeout(done, pause));
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new DemoFailed(`${what} did not happen within ${seconds} s`);
  }
}
