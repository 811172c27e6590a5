import createClient from 'openapi-fetch';
import type { paths } from '../../.generated/api.ts';
import { ApiProblem, type ProblemBody } from './problem.ts';
import { credentials, forget } from './session.ts';

/** What went wrong between us and the server, as a problem. */
const OFFLINE: ProblemBody = { code: 'offline', title: 'The server does not answer', status: 0 };

/** The API of this site, with the types of its OpenAPI document. */
export const api = createClient<paths>({
  fetch: async (request) => {
    for (const [name, value] of Object.entries(credentials(request.method))) {
      request.headers.set(name, value);
    }
    const answer = await fetch(request).catch(() => undefined);
    if (answer === undefined) throw new ApiProblem(OFFLINE);
    if (answer.status === 401) forget();
    return answer;
  },
});

type Outcome<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/** What a request gives. @throws ApiProblem */
export async function ask<T>(request: Outcome<T>): Promise<T> {
  const { data, error, response } = await request;
  if (data !== undefined) return data;
  throw new ApiProblem(problemOf(error, response));
}

function problemOf(error: unknown, { status, statusText }: Response): ProblemBody {
  if (typeof error === 'object' && error !== null && 'code' in error) return error as ProblemBody;
  return { code: 'internal', title: statusText || `HTTP ${status}`, status };
}

/** The whole of a list as CSV, as the API writes it. @param path of the list, with its query. @throws ApiProblem */
export async function fetchCsv(path: string): Promise<Blob> {
  const [route = '', query = ''] = path.split('?', 2);
  const headers = { 'content-type': 'application/json', ...credentials('POST') };
  const written = await fetch(`${route}/file?${query}`, { method: 'POST', headers, body: '{}' });
  const answer: unknown = await written.json().catch(() => undefined);
  if (!written.ok) throw new ApiProblem(problemOf(answer, written));
  // What signs the URL is in it: the store gets neither key nor cookie.
  const file = await fetch((answer as { url: string }).url);
  if (file.ok) return file.blob();
  throw new ApiProblem(problemOf(undefined, file));
}
