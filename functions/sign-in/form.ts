import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { setting } from '../../adapters/environment.ts';

/** More than any form of ours. */
const MAX_FORM = 8_192;

/** The fields of a form, the first of each name; none for what is no form of ours. */
export function formOf(event: APIGatewayProxyEventV2): URLSearchParams {
  const type = event.headers['content-type'] ?? '';
  const text = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(type) && text.length <= MAX_FORM;
  return new URLSearchParams(isForm ? text.toString('utf8') : '');
}

/**
 * True when the browser says that another site made this request. Our pages have no referrer, so that `Origin` is
 * `null` on them: only `Sec-Fetch-Site` tells it there.
 */
export function isFromElsewhere({ headers }: APIGatewayProxyEventV2): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin } = headers;
  return (
    origin !== undefined && origin !== 'null' && origin !== new URL(setting('PUBLIC_URL')).origin
  );
}
