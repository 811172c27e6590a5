import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** The address that a request came from, as API Gateway saw it; no header that a client can write says it. */
export const clientAddress = ({ requestContext }: APIGatewayProxyEventV2): string =>
  requestContext.http.sourceIp;
