import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { putAll, table, tableName } from './table.ts';

const key = (what: string) => ({ pk: 'SWEEP', sk: what });

/** Behind which key the next sweep of a listing goes on; empty: from its start. */
export async function sweptUpTo(what: string): Promise<string> {
  const answer = await table.send(new GetCommand({ TableName: tableName(), Key: key(what) }));
  return String(answer.Item?.after ?? '');
}

/** Remembers it. */
export async function rememberSwept(what: string, after: string): Promise<void> {
  await putAll([{ ...key(what), after }]);
}
