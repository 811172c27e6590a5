import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

const { dependencies } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'),
) as { dependencies: Record<string, string> };

/** What stands for code that no function of ours comes to: whoever comes to it after all is told. */
const never = (what: string): string =>
  `() => { throw new Error(${JSON.stringify(`${what} was left out of the bundle`)}); }`;

/** A class that nobody makes one of, e.g. a hash in JavaScript, for where node:crypto is not. */
const noClass = (name: string) => (): string =>
  `export const ${name} = class { constructor() { (${never(name)})(); } };`;

/** A table that the bundle makes itself. */
const made = (call: string) => (): string =>
  `module.exports = require(${JSON.stringify(join(import.meta.dirname, 'charset-tables.ts'))}).${call};`;

/** Gets what a file is, and gives what is bundled in its place. */
type Instead = (text: string) => string;

/**
 * What no function needs of its packages, by file in `node_modules`: code behind options that we do not
 * use, and tables that Node has anyway. Whether mail is still read alike, a test asks.
 */
export const LEFT_OUT: Readonly<Record<string, Instead>> = {
  // S3 streams events for SelectObjectContent alone: 16 KB.
  '@smithy/core/dist-es/submodules/event-streams/index.js': () => `
    export const resolveEventStreamSerdeConfig = (config) => config;
    export const eventStreamSerdeProvider = ${never('event-streams')};
    export const EventStreamSerde = class { constructor() { eventStreamSerdeProvider(); } };`,
  // DynamoDB's client can ask where to call and remember it; no operation of its does: 8 KB.
  '@aws-sdk/endpoint-cache/dist-es/index.js': () => 'export const EndpointCache = class {};',
  // Signs for all regions at once where a name says so; no bucket or endpoint of ours does: 3 KB.
  '@aws-sdk/signature-v4-multi-region/dist-es/SignatureV4MultiRegion.js': () => `
    import { SignatureV4SignWithCredentials } from './SignatureV4SignWithCredentials.js';
    export class SignatureV4MultiRegion extends SignatureV4SignWithCredentials {
      static sigv4aDependency() { return 'none'; }
    }`,
  // Slows a client down in its retry mode «adaptive», which nothing sets: 3 KB.
  '@smithy/core/dist-es/submodules/retry/util-retry/DefaultRateLimiter.js':
    noClass('DefaultRateLimiter'),
  '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js': noClass('Sha256Js'),
  '@smithy/core/dist-es/submodules/checksum/md5/Md5Js.js': noClass('Md5Js'),
  '@aws-sdk/checksums/dist-es/submodules/sha/sha1/Sha1Js.js': noClass('Sha1Js'),
  // A client tells AWS its version, and nothing else of its 2 KB.
  ...Object.fromEntries(
    Object.keys(dependencies)
      .filter((name) => name.startsWith('@aws-sdk/client-'))
      .map((name) => [`${name}/package.json`, onlyVersion]),
  ),
  // mailparser writes addresses as HTML, which nobody reads; the names of all entities: 70 KB.
  'he/he.js': () => `
    const reference = (character) => '&#x' + character.codePointAt(0).toString(16).toUpperCase() + ';';
    export default { encode: (text) => text.replace(/["&'<>\`]|[^ -~\\n]/gu, reference) };`,
  // It looks for links in texts unless it is told not to, as read-mail.ts does: 25 KB.
  'linkify-it/index.mjs': () => `
    const linkify = { tlds: () => linkify, add: () => linkify, set: () => linkify, pretest: ${never('linkify-it')} };
    export default () => linkify;`,
  'mailparser/dist/esm/tlds.cjs': () => 'module.exports = [];',
  // html-to-text writes HTML where a selector asks for it; ours do not: 58 KB.
  'dom-serializer/lib/esm/index.js': () =>
    `export const render = ${never('dom-serializer')}; export default render;`,
  // A Windows name is one zone here; the file has one for each country too: 32 KB.
  'cldr-core/supplemental/windowsZones.json': withoutCountries,
  // 150 KB of characters.
  'iconv-lite/encodings/tables/cp936.json': made('gbkTable()'),
  'iconv-lite/encodings/tables/eucjp.json': made('eucJpTable()'),
  'encoding-japanese/src/utf8-to-jis-table.js': made('jisTable()'),
  'encoding-japanese/src/utf8-to-jisx0212-table.js': made('jisTable(0x8f)'),
};

function onlyVersion(text: string): string {
  const { version } = JSON.parse(text) as { version: string };
  return `export default ${JSON.stringify({ version })};`;
}

type WindowsZones = Readonly<{
  supplemental: { windowsZones: { mapTimezones: { mapZone: { _territory: string } }[] } };
}>;

function withoutCountries(text: string): string {
  const { supplemental } = JSON.parse(text) as WindowsZones;
  // 001 is the world: the zone where no country is known.
  const mapTimezones = supplemental.windowsZones.mapTimezones.filter(
    ({ mapZone }) => mapZone._territory === '001',
  );
  return `export default ${JSON.stringify({ supplemental: { windowsZones: { mapTimezones } } })};`;
}

/** Bundles what stands in {@link LEFT_OUT} in place of its files. */
export const leftOut: Plugin = {
  name: 'left-out',
  setup(esbuild) {
    for (const [file, instead] of Object.entries(LEFT_OUT)) {
      const end = `node_modules/${file}`.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]');
      esbuild.onLoad({ filter: new RegExp(`${end}$`) }, async ({ path }) => ({
        contents: instead(await readFile(path, 'utf8')),
        loader: 'js',
        resolveDir: dirname(path),
      }));
    }
  },
};

/**
 * mailparser imports libmime and its codecs, mailsplit requires them: two copies of 95 KB. Both get the
 * one that is required.
 */
export const oneLibmime: Plugin = {
  name: 'one-libmime',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^lib(mime|qp|base64)$/ }, ({ path, kind, resolveDir }) =>
      kind === 'import-statement'
        ? esbuild.resolve(path, { kind: 'require-call', resolveDir })
        : undefined,
    );
  },
};
