import { api, ask } from '../api/client.ts';
import { ApiProblem } from '../api/problem.ts';

/** How people agreed to be invited. An empty note is none. */
export type Consent = Readonly<{ source: string; note: string }>;

/** Announces a list, uploads it and gives its id. @throws ApiProblem */
export async function uploadList(
  eventId: string,
  file: File,
  { source, note }: Consent,
): Promise<string> {
  const consent = { source, ...(note.trim() !== '' && { note }) };
  const { listId, upload } = await ask(
    api.POST('/v1/events/{eventId}/lists', {
      params: { path: { eventId } },
      body: { fileName: file.name, consent },
    }),
  );
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
  form.append('file', file);
  const answer = await fetch(upload.url, { method: upload.method, body: form }).catch(
    () => undefined,
  );
  if (answer?.ok) return listId;
  const detail = answer === undefined ? '' : `HTTP ${answer.status}`;
  throw new ApiProblem({
    code: 'upload_failed',
    title: 'The list was not uploaded',
    status: 0,
    detail,
  });
}
