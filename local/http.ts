import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { PAGES } from '../manifest-pages.ts';
import { listen } from './aws/listen.ts';
import { isDashboard, LOCAL_STATES, type LocalDashboard } from './dashboard.ts';
import type { Json } from './engine/contract.ts';
import type { FunctionRuntime } from './function-runtime.ts';
import { welcomePage } from './welcome-page.ts';

/** API Gateway's own limit of a body. */
const MAX_BODY = 10 * 1024 * 1024;

type Match = Readonly<{ function: string; params: Record<string, string> }>;

/** What the dashboard of the embedded stack may ask its Step Functions: it reads, and starts and stops nothing. */
const READINGS = new RegExp(
  `^${LOCAL_STATES}/(ListExecutions|DescribeExecution|GetExecutionHistory|DescribeStateMachine|ListStateMachines)$`,
);

/** Each page's path as a pattern with named groups. */
const PATTERNS = PAGES.map(({ path, methods, function: name }) => ({
  pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
  methods: methods as readonly string[],
  name,
}));

function matchOf(method: string, path: string): Match | undefined {
  if (path === '/v1' || path.startsWith('/v1/')) return { function: 'api', params: {} };
  for (const { pattern, methods, name } of PATTERNS) {
    const found = pattern.exec(path);
    const asked = method === 'HEAD' ? 'GET' : method;
    if (found && methods.includes(asked)) return { function: name, params: { ...found.groups } };
  }
  return undefined;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function eventOf(
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  params: Record<string, string>,
): APIGatewayProxyEventV2 {
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  const { cookie, ...fields } = request.headers;
  const headers = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, String(value)]),
  );
  const query = Object.fromEntries(url.searchParams);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    ...(cookie !== undefined && { cookies: cookie.split(/; */) }),
    ...(url.search !== '' && { queryStringParameters: query }),
    pathParameters: params,
    isBase64Encoded: true,
    body: body.toString('base64'),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: url.host,
      domainPrefix: 'local',
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: new Date().toISOString(),
      timeEpoch: Date.now(),
      http: {
        method,
        path: url.pathname,
        protocol: 'HTTP/1.1',
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
    },
  };
}

/**
 * Starts the embedded API Gateway: the API under `/v1`, the public pages, the dashboard, and a page that says where
 * everything is.
 *
 * @param options.port 0 for any free one
 * @throws PortInUse
 */
export function startHttp(
  options: Readonly<{
    port: number;
    functions: FunctionRuntime;
    dashboard: LocalDashboard;
    /** Speaks Step Functions' wire protocol. */
    states: RequestListener;
    links: () => readonly [string, string][];
  }>,
): Promise<{ url: string; close(): Promise<void> }> {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`);
    if (url.pathname === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(welcomePage(options.links()));
      return;
    }
    if (isDashboard(url.pathname)) return options.dashboard.serve(url.pathname, response);
    const reading = READINGS.exec(url.pathname)?.[1];
    if (reading !== undefined) {
      request.headers['x-amz-target'] = `AWSStepFunctions.${reading}`;
      options.states(request, response);
      return;
    }
    const match = matchOf(request.method ?? 'GET', url.pathname);
    const body = match && (await bodyOf(request));
    if (!match) {
      response.writeHead(404, { 'content-type': 'text/html; charset=utf-8', connection: 'close' });
      response.end(welcomePage(options.links(), true));
      return;
    }
    if (!body) {
      response.writeHead(413, { 'content-type': 'text/plain', connection: 'close' });
      response.end('the body is larger than 10 MB\n');
      return;
    }
    const event = eventOf(request, url, body, match.params);
    const answer = await options.functions.invoke(match.function, event as unknown as Json);
    if (!answer?.ok) {
      response.writeHead(502, { 'content-type': 'text/plain' });
      response.end('the function failed: see the log\n');
      return;
    }
    const result = answer.payload as unknown as APIGatewayProxyStructuredResultV2;
    const cookies = result.cookies ? { 'set-cookie': result.cookies } : {};
    const headers = result.headers as Record<string, string>;
    response.writeHead(result.statusCode ?? 200, { ...headers, ...cookies });
    response.end(request.method === 'HEAD' ? undefined : result.body);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  return listen(server, 'the HTTP API', options.port);
}
