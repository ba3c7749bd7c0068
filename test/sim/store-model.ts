import type { Job } from '../../electron/queue/job.ts';
import type { JobEvent } from '../../electron/queue/job-event.ts';
import type { StateName } from '../../electron/queue/job.ts';
import type { MoneyLog } from '../../electron/queue/record/money-log.ts';
import type { Alongside, BeginSubmit, Returned } from '../../electron/queue/store-types.ts';
import { JobStore } from '../../electron/queue/store.ts';
import { systemError } from './disk.ts';
import type { Faults } from './faults.ts';
import type { Life } from './life.ts';
import type { Random } from './random.ts';

/** The real store on a disk that may refuse a write, inside the transaction; and in a process that may die around one. */
export class MortalStore extends JobStore {
  readonly #life: Life;
  readonly #random: Random;
  readonly #faults: Faults;

  /** @param path file name, `:memory:`, or the bytes of a queue file that a crash left */
  constructor(
    path: string | Buffer,
    now: () => number,
    log: MoneyLog | undefined,
    life: Life,
    random: Random,
    faults: Faults,
  ) {
    // The library opens bytes too; the store's own users have no need to.
    super(path as string, now, undefined, log);
    this.#life = life;
    this.#random = random;
    this.#faults = faults;
  }

  /** The queue file's bytes, as a crash leaves them: everything that was committed. */
  image(): Buffer {
    return this.db.serialize();
  }

  query<R>(sql: string, ...values: unknown[]): R[] {
    return this.db.prepare<unknown[], R>(sql).all(...values);
  }

  run(sql: string, ...values: unknown[]): void {
    this.db.prepare(sql).run(...values);
  }

  override apply(id: string, event: JobEvent, alongside?: Alongside): Job {
    return this.#write(() => super.apply(id, event, alongside));
  }

  override noteReturned(line: Returned): Job[] {
    return this.#write(() => super.noteReturned(line));
  }

  override beginSubmit(id: string, at: number, cost: number, runBudget: number): BeginSubmit {
    return this.#write(() => super.beginSubmit(id, at, cost, runBudget));
  }

  override applyWhere(
    states: readonly StateName[],
    service: string,
    event: JobEvent,
    batch?: string,
    wanted?: (job: Job) => boolean,
  ): Job[] {
    return this.#write(() => super.applyWhere(states, service, event, batch, wanted));
  }

  #write<T>(work: () => T): T {
    this.#life.check();
    const fails = this.#faults.diskFull || this.#random.chance(this.#faults.store);
    if (!fails) return work();
    let refused: Error | undefined;
    try {
      return this.writes.run(() => {
        const answer = work();
        const code = this.#random.chance(0.5) ? 'SQLITE_FULL' : 'SQLITE_IOERR_WRITE';
        refused = systemError(code);
        if (code === 'SQLITE_FULL') throw refused;
        // The commit itself fails, after the record of money was written.
        this.db.pragma('defer_foreign_keys = ON');
        this.db.prepare("UPDATE jobs SET batch = 'nobody'").run();
        return answer;
      });
    } catch (error) {
      throw refused ?? error;
    }
  }
}
