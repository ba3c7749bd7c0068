import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate, SCHEMA_VERSION } from '../../../electron/queue/schema.ts';

const tables = (db: Database.Database) =>
  db
    .prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    .all()
    .map(({ name }) => name);

describe('the schema', () => {
  it('is made from nothing, and left alone when it is up to date', () => {
    const db = new Database(':memory:');
    migrate(db);
    expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
    const made = tables(db);
    expect(made).toEqual([
      'batches',
      'counts',
      'day_batches',
      'day_limits',
      'doubts',
      'jobs',
      'ledger',
      'meta',
      'originals',
      'results',
      'returned',
      'tasks',
      'written',
    ]);
    db.prepare('INSERT INTO meta VALUES (?, ?)').run('a', 'b');
    migrate(db);
    expect(tables(db)).toEqual(made);
    expect(db.prepare('SELECT value FROM meta').get()).toEqual({ value: 'b' });
  });

  it('of every older version is brought up to date, with what it holds', () => {
    for (let version = 1; version < SCHEMA_VERSION; version++) {
      const db = new Database(':memory:');
      migrate(db, version);
      expect(db.pragma('user_version', { simple: true })).toBe(version);
      db.prepare('INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?)').run('b', 's', 1, 'in', 'out', '{}', null);
      migrate(db);
      expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
      expect(db.prepare('SELECT id FROM batches').all()).toEqual([{ id: 'b' }]);
    }
  });

  it('of a newer program is refused and not touched', () => {
    const db = new Database(':memory:');
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    expect(() => migrate(db)).toThrow(/newer version of Afterglow/);
    expect(tables(db)).toEqual([]);
  });
});
