import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { edgeSecret } from '../adapters/secrets.ts';
import { equalInConstantTime } from '../domain/invite/constant-time.ts';
import { EDGE_FIELDS } from '../manifest-environment.ts';

/**
 * The address of whoever asks. Behind CloudFront the API sees an edge, which many visitors share: then it is what
 * CloudFront says. Anybody can write that field to the API's own address: it counts only beside CloudFront's secret.
 */
export async function clientAddress(event: APIGatewayProxyEventV2): Promise<string> {
  const { headers, requestContext } = event;
  const address = headers[EDGE_FIELDS.address];
  const shown = headers[EDGE_FIELDS.secret];
  if (address === undefined || shown === undefined) return requestContext.http.sourceIp;
  const secret = await edgeSecret();
  const isEdge = secret !== undefined && equalInConstantTime(secret, shown);
  return isEdge ? address : requestContext.http.sourceIp;
}
