import { expect, test } from '@jest/globals';
import { openDynamo } from '../../../local/aws/dynamo.ts';
import { startGateway } from '../../../local/aws/gateway.ts';
import { PortInUse } from '../../../local/aws/listen.ts';
import { scratchFolder } from '../scratch-folder.ts';

const scope = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=a/20261123/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

test.each<[string, string, Record<string, string>, string]>([
  ['a DynamoDB target', '/', { 'x-amz-target': 'DynamoDB_20120810.GetItem' }, 'dynamodb'],
  ['a Step Functions target', '/', { 'x-amz-target': 'AWSStepFunctions.StartExecution' }, 'states'],
  ['a signature for SES', '/v2/email/account', { authorization: scope('ses') }, 'ses'],
  [
    'a signature for Scheduler',
    '/schedules/one',
    { authorization: scope('scheduler') },
    'scheduler',
  ],
  ['the path of SES', '/v2/email/account', {}, 'ses'],
  ['anything else', '/bucket/key', {}, 's3'],
])('%s goes to its service', async (_title, path, headers, service) => {
  const names = ['dynamodb', 'states', 'ses', 's3', 'scheduler'] as const;
  const services = Object.fromEntries(
    names.map((name) => [name, (_req: unknown, res: { end(text: string): void }) => res.end(name)]),
  );
  const gateway = await startGateway({ port: 0, services });
  const answer = await fetch(gateway.url + path, { method: 'POST', headers });
  expect(await answer.text()).toBe(service);
  await gateway.close();
});

test.each<[Record<string, string>, string]>([
  [{ authorization: scope('kms') }, 'kms'],
  [{ 'x-amz-target': 'AWSEvents.PutEvents' }, 'AWSEvents'],
])('a service that is not embedded is named in a 501', async (headers, name) => {
  const gateway = await startGateway({ port: 0, services: { s3: (_req, res) => res.end() } });
  const answer = await fetch(gateway.url, { method: 'POST', headers });
  expect(answer.status).toBe(501);
  expect(answer.headers.get('x-amzn-errortype')).toBe('NotImplementedException');
  expect(await answer.json()).toEqual({
    __type: 'NotImplementedException',
    message: `"${name}" is not embedded in the local stack. It has: s3.`,
  });
  await gateway.close();
});

test('a taken port is named, with what wanted it', async () => {
  const first = await startGateway({ port: 0, services: {} });
  const second = startGateway({ port: first.port, services: {} });
  await expect(second).rejects.toThrow(PortInUse);
  await expect(second).rejects.toThrow(
    `port ${first.port} on 127.0.0.1, wanted by the embedded AWS, is taken`,
  );
  await first.close();
});

test('tables outlive a restart', async () => {
  const folder = scratchFolder();
  const table = {
    TableName: 'convoke',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
    BillingMode: 'PAY_PER_REQUEST' as const,
  };
  await (await openDynamo({ folder, tables: [table] })).close();
  const again = await openDynamo({ folder, tables: [table] });
  await again.close();
});
