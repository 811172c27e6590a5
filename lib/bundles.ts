import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { FUNCTIONS } from '../manifest-functions.ts';

const ROOT = join(import.meta.dirname, '..');

/** The function that fills the secret: the one that is not in the manifest. */
export const FIRST_KEYS = 'first-keys';

/** Gives the code of a function by its name. */
export type Bundles = (name: string) => Code;

const entryOf = (name: string): string =>
  name === FIRST_KEYS
    ? join(ROOT, 'lib', FIRST_KEYS, 'handler.ts')
    : join(ROOT, 'functions', name, 'handler.ts');

/** Every function that is deployed. */
export const BUNDLED: readonly string[] = [...FUNCTIONS.map(({ name }) => name), FIRST_KEYS];

/**
 * Lambda hands a function its credentials in the environment. The SDK's own chain also knows profiles,
 * SSO, containers and metadata services: 110 KB of every bundle that would never run.
 */
const credentialsFromEnvironment: Plugin = {
  name: 'credentials-from-environment',
  setup(esbuild) {
    const filter = /^@aws-sdk\/credential-provider-node$/;
    esbuild.onResolve({ filter }, ({ path }) => ({ path, namespace: 'credentials' }));
    esbuild.onLoad({ filter, namespace: 'credentials' }, () => ({
      contents: `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
      resolveDir: ROOT,
    }));
  },
};

/**
 * Leaves out a package that our code imports and a function then does not use. Most packages do not say
 * of themselves that importing them does nothing; none of our dependencies does anything.
 */
function unusedPackages(): Plugin {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const names = Object.keys(dependencies).map((name) => name.replaceAll('.', '\\.'));
  const resolving = Symbol('resolving');
  return {
    name: 'unused-packages',
    setup(esbuild) {
      const filter = new RegExp(`^(${names.join('|')})(/|$)`);
      esbuild.onResolve({ filter }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (pluginData === resolving || importer.includes('node_modules')) return undefined;
        const found = await esbuild.resolve(path, { kind, resolveDir, pluginData: resolving });
        return { ...found, sideEffects: false };
      });
    },
  };
}

/**
 * Leaves out the descriptions of the SDK's operations that a function does not call: 60 KB of S3's alone.
 * They are arrays with computed keys, of which esbuild cannot know that making them does nothing; the
 * result of a call that is marked pure goes when nobody uses it.
 */
const unusedOperations: Plugin = {
  name: 'unused-operations',
  setup(esbuild) {
    const filter = /@aws-sdk[\\/]client-[a-z0-9-]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/;
    esbuild.onLoad({ filter }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(
        /^((?:export )?var \w+\$ = )(\[[\s\S]*?\]);$/gm,
        '$1/* @__PURE__ */ (() => $2)();',
      ),
    }));
  },
};

const OPTIONS: BuildOptions = {
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  // Escaped as ASCII, the tables of mail's charsets take 320 KB more.
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'error',
  banner: {
    // Packages that are CommonJS inside an ES module still call require.
    js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
  },
};

/**
 * Writes every function into one file, the SDK included: the runtime's own copy starts slower and
 * changes without us (aws.md 4).
 *
 * @param folder gets a folder for each function, with an `index.mjs` that exports `handler`
 * @param names all of them by default
 */
export async function bundle(folder: string, names = BUNDLED): Promise<Bundles> {
  await build({
    ...OPTIONS,
    absWorkingDir: ROOT,
    entryPoints: Object.fromEntries(names.map((name) => [`${name}/index`, entryOf(name)])),
    outdir: folder,
    plugins: [credentialsFromEnvironment, unusedPackages(), unusedOperations],
  });
  return (name) => Code.fromAsset(join(folder, name));
}
