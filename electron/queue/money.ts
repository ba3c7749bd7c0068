import { JobReads } from './reads.ts';
import type { BillLine, DoubtLine } from './record/entry.ts';
import type { LedgerLine, Purchase, SpendingLine } from './store-types.ts';

/** What was spent, and what may still come to be. Read-only; throws what SQLite throws. */
export class JobMoney extends JobReads {
  /**
   * Credits spent plus what jobs at the service, or of unknown outcome, may cost or may have cost.
   * @param cost credits that one success costs
   */
  committed(cost: number, of: { batch: string } | { service: string }): number {
    const column = 'batch' in of ? 'batch' : 'service';
    const whose = 'batch' in of ? of.batch : of.service;
    // A finished task whose address had to be asked for anew is in the ledger already.
    const open = this.sql<{ n: number }>(
      `SELECT COUNT(*) AS n FROM jobs j WHERE j.${column} = ? AND j.state IN ('submitting', 'processing')
         AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.service = j.service AND l.task = j.task_id)`,
    ).get(whose)!.n;
    // A job that is undecided only because an earlier one was dropped stands for the same money as that one.
    const unknown = this.sql<{ n: number }>(
      `SELECT COUNT(*) AS n FROM jobs j WHERE j.${column} = ? AND j.state = 'outcome-unknown'
         AND CASE WHEN json_valid(j.data) THEN json_extract(j.data, '$.charged') IS NOT 'surely' ELSE 1 END
         AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.service = j.service AND l.task = j.task_id)
         AND NOT EXISTS (SELECT 1 FROM doubts d WHERE d.result_key = j.result_key AND d.open = 1)`,
    ).get(whose)!.n;
    const settled = this.sql<{ n: number }>(`SELECT COUNT(*) AS n FROM doubts WHERE ${column} = ? AND maybe = 1`).get(
      whose,
    )!.n;
    return this.spent(of) + (open + unknown + settled) * cost;
  }

  /** Credits spent on finished tasks, of one batch or of a service. */
  spent(of: { batch: string } | { service: string }): number {
    const row =
      'batch' in of
        ? this.sql<{ c: number }>('SELECT COALESCE(SUM(credits), 0) AS c FROM ledger WHERE batch = ?').get(of.batch)
        : this.sql<{ c: number }>('SELECT COALESCE(SUM(credits), 0) AS c FROM ledger WHERE service = ?').get(
            of.service,
          );
    return row!.c;
  }

  /** The task that was paid for under a result's key last, unless another photo is asking about it; undefined: none has a number. */
  taskToAsk(key: string, service: string): string | undefined {
    return this.sql<{ task: string }>(
      `SELECT task FROM ledger l WHERE service = ? AND result_key = ? AND task NOT LIKE 'inline-%'
         AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.service = l.service AND j.task_id = l.task) ORDER BY at DESC LIMIT 1`,
    ).get(service, key)?.task;
  }

  /** Credits spent at a service since a moment (Unix milliseconds). */
  spentSince(service: string, at: number): number {
    return this.sql<{ c: number }>(
      'SELECT COALESCE(SUM(credits), 0) AS c FROM ledger WHERE at >= ? AND service = ?',
    ).get(at, service)!.c;
  }

  ledger(batch?: string): LedgerLine[] {
    const columns = 'task, job, batch, result_key AS resultKey, credits, at';
    return batch === undefined
      ? this.sql<LedgerLine>(`SELECT ${columns} FROM ledger ORDER BY at, task`).all()
      : this.sql<LedgerLine>(`SELECT ${columns} FROM ledger WHERE batch = ? ORDER BY at, task`).all(batch);
  }

  /** Every bill, with whom it was paid to. */
  bills(): BillLine[] {
    return this.sql<BillLine>(
      'SELECT task, service, job, batch, result_key AS key, credits, at FROM ledger ORDER BY at, task',
    ).all();
  }

  /** Every task number that was ever given. */
  knownTasks(): { service: string; task: string; job: string }[] {
    return this.sql<{ service: string; task: string; job: string }>('SELECT service, task, job FROM tasks').all();
  }

  /** Every decision that no picture settled. */
  doubts(): DoubtLine[] {
    return this.sql<Omit<DoubtLine, 'maybe' | 'open'> & { maybe: number; open: number }>(
      'SELECT job, at, batch, service, result_key AS key, maybe, open FROM doubts ORDER BY at, job',
    )
      .all()
      .map((line) => ({ ...line, maybe: line.maybe !== 0, open: line.open !== 0 }));
  }

  /** Whether anything was spent on a batch, or may have been. */
  hasMoney(batch: string): boolean {
    return (
      this.sql(
        'SELECT 1 WHERE EXISTS (SELECT 1 FROM ledger WHERE batch = ?) OR EXISTS (SELECT 1 FROM doubts WHERE batch = ?)',
      ).get(batch, batch) !== undefined
    );
  }

  /** Credits spent at a service by day (of this computer's time zone) and source folder, latest day first. */
  spending(service: string): SpendingLine[] {
    return this.sql<SpendingLine>(
      `SELECT date(l.at / 1000, 'unixepoch', 'localtime') AS day, b.source_root AS folder,
              COUNT(DISTINCT l.job) AS photos, SUM(l.credits) AS credits
       FROM ledger l JOIN batches b ON b.id = l.batch WHERE l.service = ?
       GROUP BY day, folder ORDER BY day DESC, folder`,
    ).all(service);
  }

  /** Every task that a service was paid for, oldest first. */
  purchases(service: string): Purchase[] {
    return this.sql<Purchase>(
      `SELECT l.at AS at, b.source_root AS folder, COALESCE(j.relative_path, l.job) AS photo, COALESCE(j.level, 0) AS level,
              j.multi_face AS multiFace, l.credits AS credits
       FROM ledger l JOIN batches b ON b.id = l.batch LEFT JOIN jobs j ON j.id = l.job
       WHERE l.service = ? ORDER BY l.at, l.task`,
    )
      .all(service)
      .map((line) => ({ ...line, multiFace: Boolean(line.multiFace) }));
  }
}
