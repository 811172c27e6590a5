/** @type {import('jest').Config} */
export default {
  // Jest's own is one less than the machine has: one worker on two cores.
  maxWorkers: '100%',
  testEnvironment: '<rootDir>/test/plain-global.mjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/strip-types.mjs' },
};
