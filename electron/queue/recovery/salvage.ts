import type Database from 'better-sqlite3';
import { systemCode } from '../../base/reason.ts';

/** Tables in the order in which one needs the other, and the keys of those without row numbers. */
const TABLES = [
  { name: 'batches', key: undefined },
  { name: 'jobs', key: undefined },
  { name: 'results', key: 'key' },
  { name: 'ledger', key: 'service, task' },
  { name: 'doubts', key: 'job, at' },
  { name: 'tasks', key: 'service, task' },
  { name: 'day_limits', key: 'name' },
  { name: 'day_batches', key: 'batch' },
  { name: 'returned', key: 'key' },
  { name: 'originals', key: 'path' },
  { name: 'written', key: 'output, sha256' },
] as const;
/** Tables that files of earlier versions have not. */
const LATER: ReadonlySet<string> = new Set(['day_limits', 'day_batches', 'returned', 'originals', 'written']);

export interface Salvaged {
  /** Rows that could be read, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Every table was read from its beginning to its end. */
  readonly complete: boolean;
}

type Row = Record<string, unknown>;

/** A gap in a table of this many row numbers is tried one by one. */
const MOST_TRIES = 200_000;

/**
 * Copies every row that can still be read from a damaged queue file into a new one. Columns that only one of them has are
 * passed over, so that an older file can be read as well. Throws only what the new file throws.
 */
export function salvage(damaged: Database.Database, target: Database.Database): Salvaged {
  const rows: Record<string, number> = {};
  let complete = true;
  for (const { name, key } of TABLES) {
    if (LATER.has(name) && tolerant(() => columnsOf(damaged, name)) && columnsOf(damaged, name).length === 0) continue;
    const read = key === undefined ? byNumber(damaged, name) : byKey(damaged, name, key);
    const known = new Set(columnsOf(target, name));
    let copied = 0;
    for (const row of read.rows) if (insert(target, name, row, known)) copied++;
    complete &&= read.complete && copied === read.rows.length;
    rows[name] = copied;
  }
  return { rows, complete };
}

interface Read {
  readonly rows: readonly Row[];
  readonly complete: boolean;
}

/** A table with row numbers: from both ends up to the damage, then number by number in between. */
function byNumber(db: Database.Database, name: string): Read {
  const found = new Map<number, Row>();
  const take = (order: 'ASC' | 'DESC'): boolean =>
    tolerant(() => {
      const all = db.prepare<[], Row>(`SELECT rowid AS "#", * FROM ${name} NOT INDEXED ORDER BY rowid ${order}`);
      for (const row of all.iterate()) found.set(Number(row['#']), row);
    });
  if (take('ASC')) return { rows: [...found.values()], complete: true };
  const before = Math.max(0, ...found.keys());
  take('DESC');
  const after = Math.min(...[...found.keys()].filter((n) => n > before), before + MOST_TRIES);
  tolerant(() => {
    const one = db.prepare<[number], Row>(`SELECT rowid AS "#", * FROM ${name} NOT INDEXED WHERE rowid = ?`);
    for (let n = before + 1; n < after; n++) {
      tolerant(() => {
        const row = one.get(n);
        if (row !== undefined) found.set(n, row);
      });
    }
  });
  return { rows: [...found].sort(([a], [b]) => a - b).map(([, row]) => row), complete: false };
}

/** A table without row numbers: from both ends up to the damage. */
function byKey(db: Database.Database, name: string, key: string): Read {
  const found = new Map<string, Row>();
  const take = (order: 'ASC' | 'DESC'): boolean =>
    tolerant(() => {
      const columns = key.split(', ').map((column) => `${column} ${order}`);
      const all = db.prepare<[], Row>(`SELECT * FROM ${name} NOT INDEXED ORDER BY ${columns.join(', ')}`);
      for (const row of all.iterate()) {
        found.set(JSON.stringify(key.split(', ').map((column) => row[column])), row);
      }
    });
  const complete = take('ASC');
  if (!complete) take('DESC');
  return { rows: [...found.values()], complete };
}

/** @returns whether it went through; damage is what is expected here, anything else is thrown */
function tolerant(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (!/^SQLITE_(CORRUPT|NOTADB|IOERR|ERROR|CANTOPEN)/.test(systemCode(error) ?? '')) throw error;
    return false;
  }
}

function columnsOf(db: Database.Database, name: string): string[] {
  return db
    .prepare<[], { name: string }>(`PRAGMA table_info(${name})`)
    .all()
    .map((column) => column.name);
}

/** A row that breaks a rule of the new file (half of it is garbage) is left out. */
function insert(db: Database.Database, name: string, row: Row, known: ReadonlySet<string>): boolean {
  const columns = Object.keys(row).filter((column) => known.has(column));
  const marks = columns.map(() => '?').join(', ');
  try {
    return (
      db
        .prepare(`INSERT OR IGNORE INTO ${name} (${columns.join(', ')}) VALUES (${marks})`)
        .run(columns.map((column) => row[column])).changes > 0
    );
  } catch (error) {
    if (!/^SQLITE_(CONSTRAINT|MISMATCH|ERROR)/.test(systemCode(error) ?? '')) throw error;
    return false;
  }
}
