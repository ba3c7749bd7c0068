import { KeptResults } from './kept.ts';
import { HOLDING } from './reads.ts';
import type { Job } from './job.ts';
import type { JobRow } from './rows.ts';

/**
 * Keys of earlier versions were made of the SHA-256 of all bytes, 64 digits; those of pictures are longer. Files whose structure
 * is not understood have such keys to this day.
 */
const OF_BYTES = (column: string): string => `substr(${column}, 65, 1) = '-'`;

/** How many kept results are measured at once. */
const PORTION = 200;

/** What was bought under keys that can't be made anew once another program has written a star into the file. */
export class EarlierKeys extends KeptResults {
  /** Kept results under such keys whose sent copy nobody has measured yet; some of them at a time. */
  unmeasuredCopies(): { key: string; path: string }[] {
    return this.sql<{ key: string; submitted: string }>(
      `SELECT key, submitted FROM results WHERE sent_bytes IS NULL AND ${OF_BYTES('key')} LIMIT ${PORTION}`,
    )
      .all()
      .map(({ key, submitted }) => ({ key, path: this.paths.full(submitted) }));
  }

  /** Notes how long the sent copies of kept results are; 0 for one that is gone. */
  measured(copies: readonly { readonly key: string; readonly bytes: number }[]): void {
    this.db.transaction(() => {
      for (const { key, bytes } of copies) this.sql('UPDATE results SET sent_bytes = ? WHERE key = ?').run(bytes, key);
    })();
  }

  /** The copies of this length that were, or are about to be, sent to a service under such keys, and are still here. */
  earlierCopies(service: string, bytes: number): { key: string; path: string }[] {
    const kept = this.sql<{ key: string; submitted: string }>(
      `SELECT key, submitted FROM results WHERE sent_bytes = ? AND ${OF_BYTES('key')}`,
    )
      .all(bytes)
      .map(({ key, submitted }) => ({ key, path: this.paths.full(submitted) }));
    const underWay = this.#withEarlierKey(service, `'prepared', ${HOLDING.slice(1, -1)}`).flatMap((job) =>
      'submission' in job && job.submission?.bytes === bytes && job.resultKey !== undefined
        ? [{ key: job.resultKey, path: job.submission.path }]
        : [],
    );
    return [...kept, ...underWay];
  }

  /** Photos with such keys whose original matters yet: on their way, to be decided, or dropped while nobody knew what came of them. */
  unfinishedEarlier(service: string): Job[] {
    const dropped = this.sql<JobRow>(
      `SELECT j.* FROM doubts d JOIN jobs j ON j.id = d.job
       WHERE d.open = 1 AND d.service = ? AND ${OF_BYTES('d.result_key')}`,
    )
      .all(service)
      .map((row) => this.understand(row));
    return [...this.#withEarlierKey(service, `'prepared', 'retouched', ${HOLDING.slice(1, -1)}`), ...dropped];
  }

  #withEarlierKey(service: string, states: string): Job[] {
    return this.sql<JobRow>(
      `SELECT * FROM jobs WHERE service = ? AND state IN (${states}) AND ${OF_BYTES('result_key')} ORDER BY seq`,
    )
      .all(service)
      .map((row) => this.understand(row));
  }
}
