import all from '../../jest.config.mjs';

/** The journeys through the dashboard: `npm run e2e`. They take minutes, so that `npm test` leaves them out. */
export default {
  ...all,
  rootDir: '../..',
  testMatch: ['**/e2e/*.e2e.ts'],
  maxWorkers: 1,
  testTimeout: 60_000,
};
