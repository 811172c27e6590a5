import encodeQR from 'qr';
import type { PageAnswer } from '../page.ts';
import { publicUrl } from './event-head.ts';
import { viewOf } from './event-page.ts';
import { missing } from './layout.ts';
import type { PageRequest } from './request.ts';

/** `/e/{eventId}/qr.svg`: the address of the page, as a picture that may be printed. */
export async function serveQr(request: PageRequest): Promise<PageAnswer> {
  const { eventId = '' } = request.event.pathParameters ?? {};
  const view = await viewOf(eventId, request);
  if (view === undefined) return missing(request);
  return {
    statusCode: 200,
    headers: {
      'content-type': 'image/svg+xml',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=3600',
    },
    body: encodeQR(publicUrl(`/e/${eventId}`), 'svg', { ecc: 'medium' }),
  };
}
