import { JobMoney } from './money.ts';
import type { Job } from './job.ts';
import type { KeptResult } from './ports.ts';
import type { DoubtLine } from './record/entry.ts';
import type { Returned } from './store-types.ts';

/** How keys of {@link KeptResults.renewedKeys} begin in `meta`. */
const RENEWED = 'renewed ';

/** A line of the `results` table. */
interface ResultRow {
  readonly key: string;
  readonly submitted: string;
  readonly retouched: string;
  readonly submitted_sha256: string | null;
  readonly retouched_sha256: string | null;
}

/** A kept result may go when it was exported and no photo at hand is about to use it. */
const MAY_GO = `exported = 1 AND NOT EXISTS (
  SELECT 1 FROM jobs j WHERE j.result_key = results.key AND j.state IN ('queued', 'prepared', 'retouched')
)`;

/** The list of paid results that are kept on this computer. */
export class KeptResults extends JobMoney {
  result(key: string): KeptResult | undefined {
    const row = this.sql<ResultRow>('SELECT * FROM results WHERE key = ?').get(key);
    return row && this.#kept(row);
  }

  /** Every kept result, in the order of their keys. */
  results(): ({ key: string } & KeptResult)[] {
    return this.sql<ResultRow>('SELECT * FROM results ORDER BY key')
      .all()
      .map((row) => ({ key: row.key, ...this.#kept(row) }));
  }

  #kept(row: ResultRow): KeptResult {
    const { submitted_sha256: submitted, retouched_sha256: retouched } = row;
    return {
      submitted: this.paths.full(row.submitted),
      retouched: this.paths.full(row.retouched),
      ...(submitted !== null && retouched !== null && { sums: { submitted, retouched } }),
    };
  }

  /** Kept results that were exported, least recently used first. */
  evictable(): { key: string; submitted: string; retouched: string }[] {
    return this.sql<{ key: string; submitted: string; retouched: string }>(
      `SELECT key, submitted, retouched FROM results WHERE ${MAY_GO} ORDER BY used_at`,
    )
      .all()
      .map(({ key, submitted, retouched }) => ({
        key,
        submitted: this.paths.full(submitted),
        retouched: this.paths.full(retouched),
      }));
  }

  /** Takes a result off the list, unless a photo has come to want it since. @returns whether it was taken off */
  evict(key: string): boolean {
    return this.writes.run(() => {
      const gone = this.sql(`DELETE FROM results WHERE key = ? AND ${MAY_GO}`).run(key).changes > 0;
      if (gone) this.writes.note({ type: 'let-go', key });
      return gone;
    });
  }

  /** Notes a kept result; one that was found on disk, too (rebuilding after a damaged queue file). */
  adoptResult(key: string, result: KeptResult, at: number): void {
    const { stored } = this.paths;
    this.sql('DELETE FROM meta WHERE key = ?').run(RENEWED + key);
    this.sql(
      `INSERT INTO results (key, submitted, retouched, created_at, used_at, exported, submitted_sha256, retouched_sha256)
       VALUES (?, ?, ?, ?, ?, 0, ?, ?)
       ON CONFLICT (key) DO UPDATE SET submitted = excluded.submitted, retouched = excluded.retouched,
         submitted_sha256 = excluded.submitted_sha256, retouched_sha256 = excluded.retouched_sha256`,
    ).run(
      key,
      stored(result.submitted),
      stored(result.retouched),
      Math.round(at),
      Math.round(at),
      result.sums?.submitted ?? null,
      result.sums?.retouched ?? null,
    );
  }

  /**
   * A photo was met whose kept result, tasks and doubts stand under a key of an earlier version, which was made of all bytes of
   * the file: from now on they are found under the key of its picture. The kept files stay where they are.
   */
  takeOver(old: string, key: string): void {
    if (old === key) return;
    this.db.transaction(() => {
      // What is kept under the new key already is the same photo, bought after it had been edited.
      this.sql('UPDATE OR IGNORE results SET key = ? WHERE key = ?').run(key, old);
      this.sql('UPDATE jobs SET result_key = ? WHERE result_key = ?').run(key, old);
      this.sql('UPDATE ledger SET result_key = ? WHERE result_key = ?').run(key, old);
      this.sql('UPDATE doubts SET result_key = ? WHERE result_key = ?').run(key, old);
      this.sql('UPDATE OR IGNORE returned SET key = ? WHERE key = ?').run(key, old);
    })();
  }

  /**
   * Notes what came back for a photo, in place of what came for it before.
   * @returns the jobs of other photos that the very same file came for last
   */
  noteReturned({ key, service, sha256, submitted }: Returned): Job[] {
    return this.db.transaction((): Job[] => {
      this.sql(
        `INSERT INTO returned VALUES (?, ?, ?, ?) ON CONFLICT (key)
         DO UPDATE SET sha256 = excluded.sha256, submitted = excluded.submitted`,
      ).run(key, service, sha256, submitted);
      return this.sql<{ key: string }>(
        'SELECT key FROM returned WHERE sha256 = ? AND service = ? AND submitted <> ? AND key <> ?',
      )
        .all(sha256, service, submitted, key)
        .flatMap((other) => this.withKey(other.key));
    })();
  }

  /** A photo was bought anew: what was kept of it before counts no more, though it may still lie there. */
  protected renew(key: string): void {
    this.forgetResult(key);
    this.sql('INSERT OR IGNORE INTO meta VALUES (?, ?)').run(RENEWED + key, '1');
  }

  /** Keys that were bought anew and of which no new picture was kept yet. */
  renewedKeys(): string[] {
    return this.sql<{ key: string }>(`SELECT key FROM meta WHERE key LIKE '${RENEWED}%'`)
      .all()
      .map(({ key }) => key.slice(RENEWED.length));
  }

  /** Puts down that money was, or may have been, spent for a photo without a picture to show for it. */
  protected noteDoubt(job: Job, at: number, { maybe, open }: Pick<DoubtLine, 'maybe' | 'open'>): void {
    const [{ id, batch, service, resultKey: key }, when] = [job, Math.round(at)];
    if (key === undefined) throw new Error(`job ${id} has no result key`);
    this.writes.note({ type: 'doubt', doubt: { job: id, at: when, batch, service, key, maybe, open } });
    const text = 'INSERT OR REPLACE INTO doubts VALUES (?, ?, ?, ?, ?, ?, ?)';
    this.sql(text).run(id, when, batch, service, key, maybe ? 1 : 0, open ? 1 : 0);
  }

  /** Whether pictures that lie under a key though the list doesn't name them may be taken for its result. */
  mayAdopt(key: string): boolean {
    return this.sql('SELECT 1 FROM meta WHERE key = ?').get(RENEWED + key) === undefined;
  }

  forgetResult(key: string): void {
    this.sql('DELETE FROM results WHERE key = ?').run(key);
  }
}
