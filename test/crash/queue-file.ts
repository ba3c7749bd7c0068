import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { StateName } from '../../electron/engine/index.ts';

/** A line of the queue file, as it stands there. */
export interface Line {
  readonly id: string;
  readonly state: StateName;
  readonly relative_path: string;
  readonly result_key: string | null;
  readonly task_id: string | null;
  readonly result_url: string | null;
  readonly data: string;
}

export interface QueueFile {
  /** Of the service that is asked for, in queue order. */
  readonly lines: readonly Line[];
  /** Result key -> the kept pair of pictures. */
  readonly results: ReadonlyMap<string, { readonly submitted: string; readonly retouched: string }>;
  readonly credits: number;
  /** Every text of the file that is in no `result_url`. */
  readonly texts: readonly string[];
  /** What SQLite finds wrong with it. */
  readonly problems: string;
}

/** Reads a copy of the queue file, so that looking at it after a crash changes nothing. Undefined: there is none. */
export async function readQueue(dataDir: string, service: string): Promise<QueueFile | undefined> {
  if (!existsSync(join(dataDir, 'queue.sqlite'))) return undefined;
  const copy = await mkdtemp(join(tmpdir(), 'afterglow-queue-'));
  try {
    const names = (await readdir(dataDir)).filter((name) => /^queue\.sqlite(-wal|-shm)?$/.test(name));
    for (const name of names) await copyFile(join(dataDir, name), join(copy, name));
    const db = new Database(join(copy, 'queue.sqlite'));
    try {
      return read(db, service, dataDir);
    } finally {
      db.close();
    }
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

function read(db: Database.Database, service: string, dataDir: string): QueueFile | undefined {
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[];
  // Killed before the file was set up.
  if (!tables.includes('jobs')) return undefined;
  const results = db.prepare('SELECT key, submitted, retouched FROM results').all() as {
    key: string;
    submitted: string;
    retouched: string;
  }[];
  const texts = tables.flatMap((table) =>
    (db.prepare(`SELECT * FROM "${table}"`).all() as Record<string, unknown>[]).flatMap((row) =>
      Object.entries(row).flatMap(([column, value]) =>
        typeof value === 'string' && column !== 'result_url' ? [value] : [],
      ),
    ),
  );
  return {
    lines: db.prepare('SELECT * FROM jobs WHERE service = ? ORDER BY seq').all(service) as Line[],
    results: new Map(
      results.map(({ key, submitted, retouched }) => [
        key,
        { submitted: resolve(dataDir, submitted), retouched: resolve(dataDir, retouched) },
      ]),
    ),
    credits: db.prepare('SELECT COALESCE(SUM(credits), 0) FROM ledger').pluck().get() as number,
    texts,
    problems: db.pragma('integrity_check', { simple: true }) as string,
  };
}
