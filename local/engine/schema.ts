/**
 * The tables. Times are ms since 1970; payloads are JSON texts.
 *
 * `executions` holds the children of map runs too, from the moment their item was read: the status
 * PENDING, which the API does not show, means "not started since the run began or was redriven".
 */
export const schema = `
CREATE TABLE IF NOT EXISTS definitions (
  id INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (type, text)
);
CREATE TABLE IF NOT EXISTS machines (
  arn TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  definition INTEGER NOT NULL,
  created INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS executions (
  id INTEGER PRIMARY KEY,
  arn TEXT NOT NULL UNIQUE,
  machine TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  definition INTEGER NOT NULL,
  status TEXT NOT NULL,
  input TEXT NOT NULL,
  output TEXT,
  error TEXT,
  cause TEXT,
  started INTEGER NOT NULL,
  stopped INTEGER,
  redrives INTEGER NOT NULL DEFAULT 0,
  redriven INTEGER,
  map_run INTEGER,
  map_index INTEGER,
  items INTEGER
);
CREATE INDEX IF NOT EXISTS executions_by_machine ON executions (machine, id) WHERE map_run IS NULL;
CREATE INDEX IF NOT EXISTS executions_by_status
  ON executions (machine, status, id) WHERE map_run IS NULL;
CREATE INDEX IF NOT EXISTS executions_running ON executions (id) WHERE status = 'RUNNING';
CREATE INDEX IF NOT EXISTS executions_express
  ON executions (id) WHERE type = 'EXPRESS' AND map_run IS NULL;
CREATE INDEX IF NOT EXISTS executions_stopped ON executions (stopped) WHERE map_run IS NULL;
CREATE INDEX IF NOT EXISTS children
  ON executions (map_run, status, map_index, items) WHERE map_run IS NOT NULL;
CREATE TABLE IF NOT EXISTS events (
  execution INTEGER NOT NULL,
  id INTEGER NOT NULL,
  previous INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  details TEXT NOT NULL,
  PRIMARY KEY (execution, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS express_histories (
  execution INTEGER PRIMARY KEY,
  events TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS checkpoints (
  execution INTEGER NOT NULL,
  path TEXT NOT NULL,
  state TEXT NOT NULL,
  input TEXT NOT NULL,
  variables TEXT NOT NULL,
  entered_id INTEGER NOT NULL,
  entered_at INTEGER NOT NULL,
  previous INTEGER NOT NULL,
  child TEXT,
  output TEXT,
  PRIMARY KEY (execution, path)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS map_runs (
  id INTEGER PRIMARY KEY,
  arn TEXT NOT NULL UNIQUE,
  execution INTEGER NOT NULL,
  path TEXT NOT NULL,
  machine TEXT NOT NULL,
  status TEXT NOT NULL,
  max_concurrency INTEGER NOT NULL,
  tolerated_count INTEGER,
  tolerated_percentage REAL,
  writer TEXT,
  all_read INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  started INTEGER NOT NULL,
  stopped INTEGER,
  redrives INTEGER NOT NULL DEFAULT 0,
  redriven INTEGER
);
CREATE INDEX IF NOT EXISTS map_runs_by_execution ON map_runs (execution, path);
`;
