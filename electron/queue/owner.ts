import Database from 'better-sqlite3';
import { touchPrivate } from '../base/private-files.ts';
import { systemCode } from '../base/reason.ts';

/** Held by the one process that may submit from a data folder. */
export interface Ownership {
  release(): void;
}

/**
 * Claims a data folder. The claim is a database lock of the operating system: it vanishes with the process however that ends,
 * so that no stale lock file can ever stand in the way.
 * @param path the lock file, in the data folder
 * @returns undefined when another process (the app, or a command line) has it
 */
export function claim(path: string): Ownership | undefined {
  touchPrivate(path);
  const db = new Database(path, { timeout: 0 });
  try {
    // Rollback journal: in WAL mode an exclusive transaction would still let others in.
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (systemCode(error)?.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
  return {
    release: () => {
      if (!db.open) return;
      if (db.inTransaction) db.exec('ROLLBACK');
      db.close();
    },
  };
}
