import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { makePrivate } from '../../base/private-files.ts';

/** The copy that is made before a queue file of this schema version is changed. */
export function backupName(version: number): string {
  return `queue.before-schema-${version + 1}.sqlite`;
}

/**
 * Copies a queue file aside before its schema is changed, complete or not at all. A copy that an interrupted change left
 * stays: it is what the file was.
 * @throws what SQLite and the file system throw; nothing may be changed then
 */
export function backUp(db: Database.Database, path: string, version: number): void {
  const target = join(dirname(path), backupName(version));
  if (existsSync(target)) return;
  const part = `${target}.part`;
  rmSync(part, { force: true });
  db.prepare('VACUUM INTO ?').run(part);
  makePrivate(part);
  withoutAddresses(part);
  renameSync(part, target);
}

/** Addresses of results are secrets, and the copy outlives them: whoever goes back to it asks for fresh ones. */
function withoutAddresses(path: string): void {
  const copy = new Database(path);
  try {
    copy.pragma('secure_delete = ON');
    copy.exec("UPDATE jobs SET result_url = '' WHERE result_url IS NOT NULL");
  } finally {
    copy.close();
  }
}
