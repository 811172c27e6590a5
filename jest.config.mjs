import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const { dependencies, devDependencies } = JSON.parse(
  readFileSync(new URL('package.json', import.meta.url), 'utf8'),
);

/** What our files import, and dynalite's LevelDB, which we tune. Jest's own packages are Jest's to load. */
const packages = [...Object.keys({ ...dependencies, ...devDependencies }), 'level']
  .filter((name) => !/^@?jest\b/.test(name))
  .join('|');

/** @type {import('jest').Config} */
export default {
  // Three workers on two cores: every fourth second of a test with a started stack is waiting.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  testSequencer: '<rootDir>/test/dearest-first.mjs',
  // What hangs is found all the same; 5 s are too few for a start on a busy machine.
  testTimeout: 20_000,
  testEnvironment: '<rootDir>/test/one-context.mjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': '<rootDir>/test/strip-types.mjs',
    [`/node_modules/(${packages})/.*\\.[cm]?js$`]: '<rootDir>/test/native-module.mjs',
  },
  transformIgnorePatterns: [`/node_modules/(?!(${packages})/)`],
};
