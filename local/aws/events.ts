import type { RequestListener } from 'node:http';
import type { Bus } from '../bus/bus.ts';
import { LOCAL_PLACE, wrapEvent } from '../bus/event.ts';
import { readBody, sendError, sendJson } from './answer.ts';

/** EventBridge takes 1 MB of entries. */
const MAX_REQUEST = 1_100_000;

type Entry = Readonly<{ Source: string; DetailType: string; Detail: string }>;

/** The embedded EventBridge, as far as programs speak to it: PutEvents. */
export function openEvents(bus: Pick<Bus, 'put'>): Readonly<{ handle: RequestListener }> {
  const handle: RequestListener = async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1];
    if (operation !== 'PutEvents') {
      request.resume();
      sendError(response, 501, 'NotImplementedException', `${operation} is not embedded`);
      return;
    }
    try {
      const asked = JSON.parse((await readBody(request, MAX_REQUEST)).toString('utf8'));
      const events = ((asked as { Entries: readonly Entry[] }).Entries ?? []).map((entry) =>
        wrapEvent(LOCAL_PLACE, Date.now(), {
          source: entry.Source,
          'detail-type': entry.DetailType,
          resources: [],
          detail: JSON.parse(entry.Detail) as Record<string, unknown>,
        }),
      );
      await Promise.all(events.map((event) => bus.put(event)));
      const Entries = events.map(({ id }) => ({ EventId: id }));
      sendJson(response, 200, { FailedEntryCount: 0, Entries });
    } catch (error) {
      sendError(response, 400, 'ValidationException', String(error));
    }
  };
  return { handle };
}
