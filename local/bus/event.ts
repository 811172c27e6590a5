import { randomUUID } from 'node:crypto';

/** An event in EventBridge's envelope. */
export type BusEvent = Readonly<{
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  /** ISO 8601 in UTC, whole seconds. */
  time: string;
  region: string;
  resources: readonly string[];
  detail: Readonly<Record<string, unknown>>;
}>;

/** Where the embedded AWS pretends to be. */
export type Place = Readonly<{ region: string; account: string }>;

/** The same for every installation on a machine: nothing in it is secret or real. */
export const LOCAL_PLACE: Place = { region: 'us-east-1', account: '000000000000' };

/**
 * Wraps `detail` in EventBridge's envelope, with an id of its own.
 *
 * @param at  milliseconds since the epoch
 */
export function wrapEvent(
  place: Place,
  at: number,
  body: Pick<BusEvent, 'detail-type' | 'source' | 'resources' | 'detail'>,
): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': body['detail-type'],
    source: body.source,
    account: place.account,
    time: `${new Date(at).toISOString().slice(0, 19)}Z`,
    region: place.region,
    resources: body.resources,
    detail: body.detail,
  };
}
