/** @type {import('jest').Config} */
export default {
  // Jest's own is one less than the machine has: one worker on two cores.
  maxWorkers: '100%',
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
