/** Items that exist, in DynamoDB's JSON, by `pk sk`. */
export type ItemFixtures = Readonly<Record<string, object>>;

type KeyJson = Readonly<{ pk: { S: string }; sk: { S: string } }>;

/** The answer to a read: what is asked for and exists. */
export function findItems(
  operation: 'GetItem' | 'BatchGetItem',
  body: string,
  items: ItemFixtures,
): string {
  const find = ({ pk, sk }: KeyJson) => items[`${pk.S} ${sk.S}`];
  if (operation === 'GetItem') {
    return JSON.stringify({ Item: find((JSON.parse(body) as { Key: KeyJson }).Key) });
  }
  const { RequestItems } = JSON.parse(body) as {
    RequestItems: Record<string, { Keys: KeyJson[] }>;
  };
  const found = Object.entries(RequestItems).map(([table, { Keys }]) => [
    table,
    Keys.map(find).filter((item) => item !== undefined),
  ]);
  return JSON.stringify({ Responses: Object.fromEntries(found), UnprocessedKeys: {} });
}
