import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { sendError } from './answer.ts';
import { listen } from './listen.ts';

/** AWS services by their name in a signature's scope. */
export type ServiceName =
  | 'dynamodb'
  | 'states'
  | 'ses'
  | 's3'
  | 'scheduler'
  | 'sqs'
  | 'lambda'
  | 'secretsmanager'
  | 'events';

/** `X-Amz-Target` prefixes of the JSON protocols. */
const TARGETS: Readonly<Record<string, ServiceName>> = {
  DynamoDB_20120810: 'dynamodb',
  AWSStepFunctions: 'states',
  AmazonSQS: 'sqs',
};

/** One HTTP server for every embedded AWS service. */
export type Gateway = Readonly<{
  /** `http://127.0.0.1:<port>`: the endpoint of every SDK client. */
  url: string;
  port: number;
  close(): Promise<void>;
}>;

/**
 * Starts the server on which all AWS wire protocols are spoken.
 *
 * A request goes to the service of its `X-Amz-Target`, else of its signature, else by path: `/v2/email/`
 * is SES, anything else S3. A service without a handler is answered with 501.
 *
 * @param options.port  0 for any free one
 * @param options.host  @default 127.0.0.1
 * @throws PortInUse
 */
export async function startGateway(
  options: Readonly<{
    port: number;
    host?: string;
    services: Readonly<Partial<Record<ServiceName, RequestListener>>>;
  }>,
): Promise<Gateway> {
  const { services } = options;
  const embedded = Object.keys(services).join(', ');
  const server = createServer({ keepAliveTimeout: 60_000 }, (req, res) => {
    const service = serviceOf(req);
    const handle = (services as Readonly<Record<string, RequestListener | undefined>>)[service];
    if (handle !== undefined) handle(req, res);
    else refuse(req, res, service, embedded);
  });
  return listen(server, 'the embedded AWS', options.port, options.host);
}

function serviceOf(req: IncomingMessage): string {
  const target = req.headers['x-amz-target'];
  const prefix = typeof target === 'string' ? target.split('.')[0] : undefined;
  const scope = /Credential=[^/]+\/\d{8}\/[^/]+\/([a-z0-9-]+)\/aws4_request/;
  const signed = scope.exec(req.headers.authorization ?? '')?.[1];
  const byPath = (req.url ?? '').startsWith('/v2/email/') ? 'ses' : 's3';
  return TARGETS[prefix ?? ''] ?? signed ?? prefix ?? byPath;
}

function refuse(
  req: IncomingMessage,
  res: ServerResponse,
  service: string,
  embedded: string,
): void {
  req.resume();
  const message = `"${service}" is not embedded in the local stack. It has: ${embedded}.`;
  sendError(res, 501, 'NotImplementedException', message);
}
