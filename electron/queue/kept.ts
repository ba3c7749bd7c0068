import { JobMoney } from './money.ts';
import type { KeptResult } from './ports.ts';

/** A kept result may go when it was exported and no photo at hand is about to use it. */
const MAY_GO = `exported = 1 AND NOT EXISTS (
  SELECT 1 FROM jobs j WHERE j.result_key = results.key AND j.state IN ('queued', 'prepared', 'retouched')
)`;

/** The list of paid results that are kept on this computer. */
export class KeptResults extends JobMoney {
  result(key: string): KeptResult | undefined {
    return this.sql<KeptResult>('SELECT submitted, retouched FROM results WHERE key = ?').get(key);
  }

  /** Kept results that were exported, least recently used first. */
  evictable(): { key: string; submitted: string; retouched: string }[] {
    return this.sql<{ key: string; submitted: string; retouched: string }>(
      `SELECT key, submitted, retouched FROM results WHERE ${MAY_GO} ORDER BY used_at`,
    ).all();
  }

  /** Takes a result off the list, unless a photo has come to want it since. @returns whether it was taken off */
  evict(key: string): boolean {
    return this.sql(`DELETE FROM results WHERE key = ? AND ${MAY_GO}`).run(key).changes > 0;
  }

  /** Notes a kept result; one that was found on disk, too (rebuilding after a damaged queue file). */
  adoptResult(key: string, result: KeptResult, at: number): void {
    this.sql(
      `INSERT INTO results VALUES (?, ?, ?, ?, ?, 0)
       ON CONFLICT (key) DO UPDATE SET submitted = excluded.submitted, retouched = excluded.retouched`,
    ).run(key, result.submitted, result.retouched, Math.round(at), Math.round(at));
  }

  forgetResult(key: string): void {
    this.sql('DELETE FROM results WHERE key = ?').run(key);
  }
}
