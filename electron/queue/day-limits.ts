import { EarlierKeys } from './earlier-keys.ts';

/** What a day's limit says at a moment. Credits. */
export interface DayLimit {
  readonly limit: number;
  /** Spent since the day began, and what is at the service or of unknown outcome and may be charged yet. */
  readonly committed: number;
  /** Photos that are in the queue and not sent yet. */
  readonly waiting: number;
}

/**
 * Limits of what may be spent in a day, each under a name that batches are put into the queue with. Kept with the queue, so that
 * no restart begins a day anew. Throws what SQLite throws.
 */
export class DayLimits extends EarlierKeys {
  /** From now on the batches of this name may spend this much in a day, credits. */
  setDayLimit(name: string, credits: number): void {
    this.sql('INSERT INTO day_limits VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET credits = excluded.credits').run(
      name,
      credits,
    );
  }

  /** @param cost credits of one success; @param dayStart when the day began here, Unix milliseconds; undefined without a limit */
  dayLimit(name: string, service: string, cost: number, dayStart: number): DayLimit | undefined {
    const limit = this.sql<{ credits: number }>('SELECT credits FROM day_limits WHERE name = ?').get(name)?.credits;
    if (limit === undefined) return undefined;
    const mine = 'IN (SELECT batch FROM day_batches WHERE name = ?)';
    const sum = (text: string, ...values: unknown[]): number => this.sql<{ n: number }>(text).get(...values)!.n;
    const spent = sum(
      `SELECT COALESCE(SUM(credits), 0) AS n FROM ledger WHERE service = ? AND at >= ? AND batch ${mine}`,
      service,
      dayStart,
      name,
    );
    // What was sent before midnight and is not settled may be charged today.
    const open = sum(
      `SELECT COUNT(*) AS n FROM jobs j WHERE j.service = ? AND j.state IN ('submitting', 'processing') AND j.batch ${mine}
         AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.service = j.service AND l.task = j.task_id)`,
      service,
      name,
    );
    const unclear = sum(
      `SELECT COUNT(*) AS n FROM jobs j WHERE j.service = ? AND j.state = 'outcome-unknown' AND j.batch ${mine}
         AND CASE WHEN json_valid(j.data) THEN COALESCE(json_extract(j.data, '$.submittedAt'), ?) >= ? ELSE 1 END
         AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.service = j.service AND l.task = j.task_id)`,
      service,
      name,
      dayStart,
      dayStart,
    );
    const settled = sum(
      `SELECT COUNT(*) AS n FROM doubts WHERE service = ? AND maybe = 1 AND at >= ? AND batch ${mine}`,
      service,
      dayStart,
      name,
    );
    const waiting = sum(
      `SELECT COALESCE(SUM(c.n), 0) AS n FROM counts c WHERE c.state IN ('queued', 'prepared') AND c.batch ${mine}
         AND EXISTS (SELECT 1 FROM batches b WHERE b.id = c.batch AND b.service = ?)`,
      name,
      service,
    );
    return { limit, committed: spent + (open + unclear + settled) * cost, waiting };
  }

  /** Batches with photos that wait, of which nothing more may be sent today. */
  heldByDay(service: string, cost: number, dayStart: number): string[] {
    const names = this.sql<{ name: string }>(
      `SELECT DISTINCT d.name AS name FROM day_batches d JOIN counts c ON c.batch = d.batch
       WHERE c.state IN ('queued', 'prepared') AND c.n > 0`,
    ).all();
    return names
      .filter(({ name }) => {
        const day = this.dayLimit(name, service, cost, dayStart);
        return day !== undefined && day.committed + cost > day.limit;
      })
      .flatMap(({ name }) => this.waitingUnder(name, service));
  }

  /** Batches of this name with photos that were not sent yet. */
  waitingUnder(name: string, service: string): string[] {
    return this.sql<{ batch: string }>(
      `SELECT DISTINCT d.batch AS batch FROM day_batches d
         JOIN batches b ON b.id = d.batch JOIN counts c ON c.batch = d.batch
       WHERE d.name = ? AND b.service = ? AND c.state IN ('queued', 'prepared') AND c.n > 0`,
    )
      .all(name, service)
      .map(({ batch }) => batch);
  }

  /** Whether a batch may spend this much more today. */
  protected dayAllows(batch: string, service: string, cost: number, dayStart: number): boolean {
    const name = this.sql<{ name: string }>('SELECT name FROM day_batches WHERE batch = ?').get(batch)?.name;
    const day = name === undefined ? undefined : this.dayLimit(name, service, cost, dayStart);
    return day === undefined || day.committed + cost <= day.limit;
  }

  protected putUnderDayLimit(batch: string, name: string): void {
    this.sql('INSERT INTO day_batches VALUES (?, ?)').run(batch, name);
  }
}
