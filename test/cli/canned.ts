const EVENT = {
  eventId: 'ev1',
  title: 'Demo day',
  start: '2027-03-01T18:00:00',
  end: '2027-03-01T20:00:00',
  timeZone: 'Europe/Berlin',
  status: 'confirmed',
  organizer: { email: 'ada@example.com', name: 'Ada' },
  version: 1,
};

const RUN = {
  runId: 'run1',
  eventId: 'ev1',
  listId: 'list1',
  state: 'queued',
  total: 0,
  sent: 0,
  failed: 0,
  skipped: 0,
  unknown: 0,
  resent: 0,
  skippedByReason: {},
  failedByReason: {},
  createdAt: '2027-02-01T10:00:00Z',
};

const LIST = {
  listId: 'list1',
  eventId: 'ev1',
  state: 'staged',
  rows: 3,
  accepted: 1,
  refused: 1,
  duplicates: 1,
  firstRows: [{ line: 2, address: 'a@example.com' }],
  refusedRows: [{ line: 3, reason: 'invalid_address', cell: 'foo' }],
};

const STATS = {
  eventId: 'ev1',
  invited: { total: 1_000, byOrigin: { list: 1_000 } },
  delivered: 990,
  bounced: 10,
  answers: { accepted: 200, tentative: 40, declined: 50, delegated: 10, none: 700 },
  byOrigin: {
    list: { invited: 1_000, accepted: 200, tentative: 40, declined: 50, delegated: 10, none: 700 },
  },
  byClient: { google: 180, exchange: 120 },
  byInstance: {},
};

/** Answers in the shapes of the API; organisers are at example.com. */
export const CANNED = { EVENT, RUN, LIST, STATS };
