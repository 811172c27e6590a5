import type { Endpoints } from '../../local/endpoints.ts';

/** A public event of a test or a picture. */
export type ShownEvent = Readonly<{ eventId: string; url: string }>;

/** Creates an event and shows it to the public. @param page as PATCH takes it */
export async function showEvent(
  { http, apiKey }: Pick<Endpoints, 'http' | 'apiKey'>,
  fields: Readonly<Record<string, unknown>>,
  page: Readonly<Record<string, boolean>> = { public: true, listed: true },
): Promise<ShownEvent> {
  const ask = async <T>(method: string, path: string, body: unknown): Promise<T> => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const answer = await fetch(`${http}${path}`, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const { eventId } = await ask<{ eventId: string }>('POST', '/v1/events', fields);
  const shown = await ask<{ page: { url: string } }>('PATCH', `/v1/events/${eventId}`, { page });
  return { eventId, url: shown.page.url };
}
