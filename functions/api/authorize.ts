import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { verifyApiKey } from '../../adapters/api-keys.ts';
import { type Caller, hasScope, NOBODY } from '../../domain/access/caller.ts';
import type { RouteSpec } from '../../manifest.ts';
import { Problem } from './problem.ts';

/** Who asks. @throws Problem for a key that is missing or no good */
async function callerOf(event: APIGatewayProxyEventV2): Promise<Caller> {
  if (/cv_live_/.test(event.rawQueryString)) {
    const detail = 'send the key as «Authorization: Bearer …», and make a new one';
    throw new Problem('key_in_url', detail);
  }
  const [, text] = /^Bearer (\S+)$/i.exec(event.headers.authorization ?? '') ?? [];
  if (!text) throw new Problem('key_missing', 'send it as «Authorization: Bearer cv_live_…»');
  const caller = await verifyApiKey(text);
  if (caller) return caller;
  throw new Problem('key_invalid', 'it is mistyped, revoked, or of another installation');
}

/** Who asks for a route, and may. @throws Problem */
export async function authorize(
  event: APIGatewayProxyEventV2,
  { scope, reach }: RouteSpec,
): Promise<Caller> {
  if (scope === 'public') return NOBODY;
  const caller = await callerOf(event);
  if (!hasScope(caller, scope)) {
    throw new Problem('scope', `this needs a key with the scope «${scope}»`);
  }
  if (reach === 'installation' && caller.reach.kind !== 'installation') {
    throw new Problem('reach', 'this is about the whole installation: its owner may do it');
  }
  return caller;
}
