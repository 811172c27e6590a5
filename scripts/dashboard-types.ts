import { mkdirSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { openApi } from '../functions/api/openapi.ts';

// openapi-typescript writes with TypeScript's compiler API, which version 7 does not have.
registerHooks({
  resolve: (name, context, next) => next(name === 'typescript' ? 'typescript6' : name, context),
});
const { astToString, default: typesOf } = await import('openapi-typescript');

const folder = join(import.meta.dirname, '..', 'dashboard', '.generated');
const document = JSON.stringify(openApi('https://convoke.invalid'));
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'api.ts'), astToString(await typesOf(document)));
