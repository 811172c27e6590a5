import { randomUUID } from 'node:crypto';
import { type BusEvent, type Place, wrapEvent } from '../bus/event.ts';
import type { CreatedObject } from './object-store.ts';

/**
 * Gives S3's `Object Created` event in EventBridge's shape (aws.md 2.1): the key is not URL-encoded.
 *
 * @param at  milliseconds since the epoch
 */
export function objectCreated(place: Place, at: number, object: CreatedObject): BusEvent {
  const { bucket, key, size, etag, reason } = object;
  return wrapEvent(place, at, {
    'detail-type': 'Object Created',
    source: 'aws.s3',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, size, etag, sequencer: at.toString(16).toUpperCase().padStart(18, '0') },
      'request-id': randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase(),
      requester: place.account,
      'source-ip-address': '127.0.0.1',
      reason,
    },
  });
}
