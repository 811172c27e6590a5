import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The domain owner's API key of this installation, made at the first start and kept in the data
 * folder, readable by its owner alone. The table has only its hash.
 */
export async function firstKey(folder: string): Promise<string> {
  const file = join(folder, 'api-key');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  // Loaded here and not above: the adapter opens its client when it is loaded, and needs the endpoint.
  const { createApiKey } = await import('../adapters/api-keys.ts');
  const key = await createApiKey(randomBytes(38), ['admin'], new Date().toISOString());
  writeFileSync(file, `${key}\n`, { mode: 0o600, flush: true });
  return key;
}
