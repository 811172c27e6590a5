import type { Endpoints } from '../../local/endpoints.ts';

/** A public event of a test or a picture. */
export type ShownEvent = Readonly<{ eventId: string; url: string }>;

/** Creates an event and shows it to the public. @param event as POST takes it: fields, or a calendar. @param page as PATCH takes it */
export async function showEvent(
  { http, apiKey }: Pick<Endpoints, 'http' | 'apiKey'>,
  event: Readonly<Record<string, unknown>> | string,
  page: Readonly<Record<string, boolean>> = { public: true, listed: true },
): Promise<ShownEvent> {
  const ask = async <T>(method: string, path: string, body: unknown): Promise<T> => {
    const isText = typeof body === 'string';
    const type = isText ? 'text/calendar' : 'application/json';
    const answer = await fetch(`${http}${path}`, {
      ...{ method, headers: { authorization: `Bearer ${apiKey}`, 'content-type': type } },
      body: isText ? body : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const { eventId } = await ask<{ eventId: string }>('POST', '/v1/events', event);
  const shown = await ask<{ page: { url: string } }>('PATCH', `/v1/events/${eventId}`, { page });
  return { eventId, url: shown.page.url };
}
