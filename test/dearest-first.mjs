import TestSequencer from '@jest/test-sequencer';

/** What takes longest begins first: a worker that is left alone with it at the end wastes the others. */
const DEAREST = [
  /stack\/restart/,
  /faults\/processes/,
  /stack\/controlled-run/,
  /browser\//,
  /stack\//,
  /faults\//,
  /lib\//,
];

const rankOf = ({ path }) => {
  const rank = DEAREST.findIndex((dear) => dear.test(path));
  return rank === -1 ? DEAREST.length : rank;
};

/** Jest's own order is by the durations of earlier runs: a fresh clone has none. */
export default class DearestFirst extends TestSequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rankOf(a) - rankOf(b));
  }
}
