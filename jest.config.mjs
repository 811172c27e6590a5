import { availableParallelism } from 'node:os';

/** @type {import('jest').Config} */
export default {
  // Three workers on two cores: every fourth second of a test with a started stack is waiting.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  testSequencer: '<rootDir>/test/dearest-first.mjs',
  // What hangs is found all the same; 5 s are too few for a start on a busy machine.
  testTimeout: 20_000,
  testEnvironment: '<rootDir>/test/plain-global.mjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': '<rootDir>/test/strip-types.mjs',
    '/node_modules/(aws-cdk-lib|constructs|cdk-nag)/.*\\.js$': '<rootDir>/test/native-module.mjs',
  },
  transformIgnorePatterns: ['/node_modules/(?!(aws-cdk-lib|constructs|cdk-nag)/)'],
};
