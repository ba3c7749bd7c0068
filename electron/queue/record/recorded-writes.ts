import type Database from 'better-sqlite3';
import { toBatch, type BatchRow } from '../batch-rows.ts';
import type { MoneyEvent } from './entry.ts';
import type { Mark, MoneyLog } from './money-log.ts';

const MARK = 'money-mark';

/**
 * Transactions of the queue file whose events of money are in the record, on the disk, before they are committed. The place
 * where the record ends is written in the same transaction, so that a start sees whether the two belong together.
 */
export class RecordedWrites {
  readonly #db: Database.Database;
  readonly #log: MoneyLog | undefined;
  readonly #told = new Set<string>();
  #pending: MoneyEvent[] = [];
  #depth = 0;

  constructor(db: Database.Database, log: MoneyLog | undefined) {
    this.#db = db;
    this.#log = log;
  }

  /** Does `work` in one transaction. Throws what SQLite and the record's file throw; the queue file is as before then. */
  run<T>(work: () => T): T {
    let written: readonly MoneyEvent[] = [];
    try {
      return this.#db.transaction(() => {
        this.#depth++;
        try {
          const answer = work();
          if (this.#depth === 1) written = this.#write();
          return answer;
        } catch (error) {
          if (this.#depth === 1) this.#pending = [];
          throw error;
        } finally {
          this.#depth--;
        }
      })();
    } catch (error) {
      this.#takeBack(written);
      throw error;
    }
  }

  /** Has events written with the transaction that is under way. */
  note(...events: readonly MoneyEvent[]): void {
    if (this.#log !== undefined) this.#pending.push(...events);
  }

  /** Writes events without a transaction. Throws what the record's file throws. */
  noteAlone(events: readonly MoneyEvent[]): void {
    if (events.length > 0) this.#log?.append(events);
  }

  /** Where the record ended at the last transaction that was committed; undefined before the first one. */
  get mark(): Mark | undefined {
    const text = this.#db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck().get(MARK);
    const [n, sum] = text?.split(' ') ?? [];
    return n === undefined || sum === undefined ? undefined : { n: Number(n), sum };
  }

  set mark(mark: Mark) {
    this.#db
      .prepare('INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
      .run(MARK, `${mark.n} ${mark.sum}`);
  }

  #write(): readonly MoneyEvent[] {
    const events = this.#pending;
    this.#pending = [];
    if (this.#log === undefined || events.length === 0) return [];
    this.mark = this.#log.append([...this.#batchesOf(events), ...events]);
    return events;
  }

  /** The batches of photos that the record is about to hear of: a queue that is rebuilt goes on exporting as they say. */
  #batchesOf(events: readonly MoneyEvent[]): MoneyEvent[] {
    const ids = events.flatMap((event) => ('photo' in event ? [event.photo.batch] : []));
    return [...new Set(ids)]
      .filter((id) => !this.#told.has(id))
      .flatMap((id): MoneyEvent[] => {
        const row = this.#db.prepare<[string], BatchRow>('SELECT * FROM batches WHERE id = ?').get(id);
        if (row === undefined) return [];
        this.#told.add(id);
        return [{ type: 'batch', batch: toBatch(row) }];
      });
  }

  /** The commit failed after the record had been written: nothing was sent. */
  #takeBack(events: readonly MoneyEvent[]): void {
    const intents = events.flatMap((event) => (event.type === 'intent' ? [event.photo.job] : []));
    if (intents.length === 0 || this.#log === undefined) return;
    try {
      this.#log.append(intents.map((job) => ({ type: 'no-task', job })));
    } catch {
      // The disk that refused the commit refuses this too. Left open, the intent makes a person be asked: safe.
    }
  }
}
