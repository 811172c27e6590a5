import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** A request to the HTTP API; `path` may have a query. */
export function apiEvent(
  method: string,
  path: string,
  more: Readonly<{
    headers?: Readonly<Record<string, string>>;
    body?: string;
    params?: Readonly<Record<string, string>>;
    /** @default 192.0.2.1 */
    from?: string;
  }> = {},
): APIGatewayProxyEventV2 {
  const { pathname, search, searchParams } = new URL(path, 'https://convoke.example.test');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: { ...more.headers },
    ...(search !== '' && { queryStringParameters: Object.fromEntries(searchParams) }),
    pathParameters: { ...more.params },
    isBase64Encoded: false,
    ...(more.body !== undefined && { body: more.body }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'test',
      domainName: 'convoke.example.test',
      domainPrefix: 'convoke',
      requestId: 'request',
      routeKey: '$default',
      stage: '$default',
      time: '01/Jan/2027:00:00:00 +0000',
      timeEpoch: Date.UTC(2027, 0, 1),
      http: {
        method,
        path: pathname,
        protocol: 'HTTP/1.1',
        sourceIp: more.from ?? '192.0.2.1',
        userAgent: 'test',
      },
    },
  };
}
