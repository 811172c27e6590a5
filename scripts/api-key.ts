import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';

const HELP = `Makes a key for the API of a deployed installation, and prints it once: only its hash is stored.

  AWS_REGION=REGION npm run api-key -- --table TABLE [--scopes admin]

  --table TABLE      the output TableName of the stack <name>-data
  --scopes SCOPES    read, send, admin, or some of them with commas (default: admin)

It writes one row with your own AWS credentials (dynamodb:PutItem).
`;

const SCOPES = ['read', 'send', 'admin'] as const;
type Scope = (typeof SCOPES)[number];

const isScope = (text: string): text is Scope => SCOPES.some((scope) => scope === text);

function fail(problem: string): number {
  process.stderr.write(`${problem}\n`);
  return 1;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      table: { type: 'string' },
      scopes: { type: 'string', default: 'admin' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const scopes = values.scopes.split(',');
  const unknown = scopes.filter((scope) => !isScope(scope));
  if (unknown.length > 0) return fail(`--scopes ${unknown.join()}: give ${SCOPES.join(', ')}.`);
  if (!values.table) return fail('--table is missing: it is an output of the stack <name>-data.');
  process.env.TABLE_NAME = values.table;
  // Loaded here and not above: the adapter reads the environment.
  const { createApiKey } = await import('../adapters/api-keys.ts');
  const key = await createApiKey(randomBytes(38), scopes.filter(isScope), new Date().toISOString());
  process.stdout.write(`${key}\n`);
  return 0;
}

process.exitCode = await main();
