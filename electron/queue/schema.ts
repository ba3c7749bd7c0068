import type Database from 'better-sqlite3';
import { ReasonError } from '../base/reason.ts';
import { relativeTail } from './store/data-paths.ts';

/**
 * Each entry takes the schema from version `index` to `index + 1` (`PRAGMA user_version`). Entries are never edited after a
 * release, only added.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE batches (
    id TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    source_root TEXT NOT NULL,
    output_root TEXT NOT NULL,
    options TEXT NOT NULL,
    max_credits REAL
  ) STRICT;

  CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    batch TEXT NOT NULL REFERENCES batches(id),
    service TEXT NOT NULL,
    seq INTEGER NOT NULL,
    source TEXT NOT NULL,
    relative_path TEXT NOT NULL,
    level REAL NOT NULL,
    multi_face INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    sha256 TEXT,
    original_bytes INTEGER,
    original_modified_at REAL,
    result_key TEXT,
    state TEXT NOT NULL,
    next_at INTEGER NOT NULL,
    task_id TEXT,
    -- The only column that may hold a result's address, and only while the job is 'ready'.
    result_url TEXT,
    data TEXT NOT NULL
  ) STRICT;
  CREATE INDEX jobs_due ON jobs(service, state, next_at, seq);
  CREATE INDEX jobs_batch ON jobs(batch, seq);
  CREATE INDEX jobs_batch_state ON jobs(batch, state);
  CREATE INDEX jobs_holding ON jobs(result_key)
    WHERE state IN ('submitting', 'processing', 'ready', 'outcome-unknown');
  CREATE UNIQUE INDEX jobs_task ON jobs(service, task_id) WHERE task_id IS NOT NULL;

  -- Jobs per batch and state, kept in the same transaction as the state itself: counting 100,000 rows takes too long.
  CREATE TABLE counts (
    batch TEXT NOT NULL,
    state TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (batch, state)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE results (
    key TEXT PRIMARY KEY,
    submitted TEXT NOT NULL,
    retouched TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    exported INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- What was spent. One line per task that the service finished, whatever became of the picture.
  CREATE TABLE ledger (
    task TEXT NOT NULL,
    service TEXT NOT NULL,
    job TEXT NOT NULL,
    batch TEXT NOT NULL,
    result_key TEXT NOT NULL,
    credits REAL NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (service, task)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX ledger_batch ON ledger(batch);
  CREATE INDEX ledger_at ON ledger(at);

  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  -- Decisions about unknown outcomes. 'maybe': it may have been charged and stands in no ledger, so that it counts against
  -- every budget. 'open': it was dropped, so that the same photo is not sent again without a person saying so.
  CREATE TABLE doubts (
    job TEXT NOT NULL,
    at INTEGER NOT NULL,
    batch TEXT NOT NULL,
    service TEXT NOT NULL,
    result_key TEXT NOT NULL,
    maybe INTEGER NOT NULL,
    open INTEGER NOT NULL,
    PRIMARY KEY (job, at)
  ) STRICT, WITHOUT ROWID;
  -- Every task number that was ever given, for ever: a number that comes a second time belongs to another photo.
  CREATE TABLE tasks (
    service TEXT NOT NULL,
    task TEXT NOT NULL,
    job TEXT NOT NULL,
    PRIMARY KEY (service, task)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO tasks SELECT service, task, job FROM ledger;
  INSERT OR IGNORE INTO tasks SELECT service, task_id, id FROM jobs WHERE task_id IS NOT NULL;

  CREATE INDEX doubts_key ON doubts(result_key) WHERE open = 1;
  CREATE INDEX doubts_service ON doubts(service) WHERE maybe = 1;
  `,
  `
  -- SHA-256 of the kept files when they were kept, lower-case hex; null where nobody has looked yet.
  ALTER TABLE results ADD COLUMN submitted_sha256 TEXT;
  ALTER TABLE results ADD COLUMN retouched_sha256 TEXT;
  -- Paths of the data folder's own files are relative to it from now on.
  UPDATE results SET submitted = data_path(submitted), retouched = data_path(retouched);
  UPDATE jobs SET data = json_set(data, '$.submission.path', data_path(json_extract(data, '$.submission.path')))
    WHERE json_valid(data) AND json_type(data, '$.submission.path') = 'text';
  `,
  `
  -- What batches of one name (those of a watched folder) may spend in a day, together.
  CREATE TABLE day_limits (name TEXT PRIMARY KEY, credits REAL NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE day_batches (batch TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX day_batches_name ON day_batches(name);
  `,
  `
  -- Keys that earlier versions made are looked for whenever a photo is met: see JobStore.takeOver.
  CREATE INDEX jobs_key ON jobs(result_key);
  CREATE INDEX ledger_key ON ledger(result_key);
  CREATE INDEX doubts_every_key ON doubts(result_key);
  `,
  `
  -- What came back last for each photo with its settings: the same file for two different photos shows the wrong one for at
  -- least one of them. 'sha256' is of the file that came, 'submitted' of the one that was sent.
  CREATE TABLE returned (
    key TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    submitted TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX returned_sha256 ON returned(sha256);
  `,
  `
  -- Every original that was ever in the queue: its real path, and device and inode when it was put in. No export replaces one.
  CREATE TABLE originals (
    path TEXT PRIMARY KEY,
    identity TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX originals_identity ON originals(identity);
  INSERT OR IGNORE INTO originals SELECT source, '' FROM jobs;
  `,
  `
  -- Bytes of the submitted copy, null where nobody has looked: to find what was bought under a key of an earlier version.
  ALTER TABLE results ADD COLUMN sent_bytes INTEGER;
  CREATE INDEX results_earlier ON results(sent_bytes) WHERE substr(key, 65, 1) = '-';
  `,
  `
  -- Every result that was written, or was about to be: what of an output folder is Afterglow's own, as long as its bytes are these.
  -- 'name' is the path below 'root' that was wanted, 'picture' the original's, 'wanted' all that was asked for, 'retouched'
  -- the SHA-256 of what the service gave (empty where nobody has looked).
  CREATE TABLE written (
    output TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    root TEXT NOT NULL,
    name TEXT NOT NULL,
    picture TEXT NOT NULL,
    wanted TEXT NOT NULL,
    retouched TEXT NOT NULL,
    job TEXT NOT NULL,
    PRIMARY KEY (output, sha256)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX written_photo ON written(root, name, picture);
  `,
];

/** Newest schema version this program knows. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** @throws ReasonError `data-newer` for a version that this program does not know */
export function refuseNewer(version: number): void {
  if (version <= SCHEMA_VERSION) return;
  throw new ReasonError(
    'data-newer',
    'This data folder was written by a newer version of Afterglow: please update Afterglow, or choose another data folder.',
  );
}

/**
 * Brings the schema up to date, each step in a transaction of its own.
 * @param to the version to stop at; for tests of the steps from one version to the next
 * @param before called before anything is changed of a file that holds something, with its version
 * @throws ReasonError `data-newer` when a newer program wrote the file: going on could lose what this one does not know of.
 */
export function migrate(
  db: Database.Database,
  to = SCHEMA_VERSION,
  before: (version: number) => void = () => undefined,
): void {
  const version = db.pragma('user_version', { simple: true }) as number;
  refuseNewer(version);
  if (version > 0 && version < to) before(version);
  db.function('data_path', { deterministic: true }, (path: unknown) => relativeTail(String(path)));
  for (let v = version; v < to; v++) {
    db.transaction(() => {
      db.exec(MIGRATIONS[v]!);
      db.pragma(`user_version = ${v + 1}`);
    })();
  }
}
