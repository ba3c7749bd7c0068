import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/**
 * Every folder that results of a data folder's queue were put into, read without changing the file: a damaged or emptied one must be
 * found as it is by whoever opens it. Empty where there is no queue, or none that can be read.
 */
export function readOutputRoots(dataDir: string): string[] {
  const path = join(dataDir, 'queue.sqlite');
  if (!existsSync(path)) return [];
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true });
    return db.prepare<[], string>('SELECT DISTINCT output_root FROM batches').pluck().all();
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    return [];
  } finally {
    db?.close();
  }
}
