import type { Clock } from '../base/clock.ts';
import { troubleOf } from '../base/system-errors.ts';
import type { Emitter } from './events.ts';
import { allows, type JobEvent } from './job-event.ts';
import type { Job } from './job.ts';
import type { Pause } from './pause.ts';
import type { Alongside } from './store-types.ts';
import type { JobStore } from './store.ts';

const DISK_RETRY_MS = 5_000;
/** After this many tries in vain a person is needed: whoever waits for the queue need not wait for this. */
const HOPELESS_TRIES = 12;

/** Writes events, and does not give up when the disk refuses: the answer in hand may have cost money. */
export class Recorder {
  readonly #store: JobStore;
  readonly #service: string;
  readonly #clock: Clock;
  readonly #emitter: Emitter;
  readonly #pause: (pause: Pause) => void;
  readonly #waiters = new Set<() => void>();
  #hopeless = 0;
  #closing = false;

  constructor(store: JobStore, service: string, clock: Clock, emitter: Emitter, pause: (pause: Pause) => void) {
    this.#store = store;
    this.#service = service;
    this.#clock = clock;
    this.#emitter = emitter;
    this.#pause = pause;
  }

  /** Answers that have waited for the disk for a minute or more. */
  get hopeless(): number {
    return this.#hopeless;
  }

  /**
   * @returns the job as it is now, or undefined when somebody else (a person who cancelled) had moved it on
   * @throws what the store throws, when it is no trouble with the disk, or once the scheduler is being stopped
   */
  async record(id: string, event: JobEvent, alongside: Alongside = {}): Promise<Job | undefined> {
    const done = await this.#persistOrNote(id, event, () => {
      const before = this.#store.job(id);
      if (before === undefined || !allows(before, event.type)) return undefined;
      return { before: before.state, job: this.#store.apply(id, event, alongside) };
    });
    if (done !== undefined) this.#emitter.emit('job', done.job, done.before);
    return done?.job;
  }

  /** A queue file that is damaged takes nothing any more: what the answer says of money goes into the record beside it. */
  async #persistOrNote<T>(id: string, event: JobEvent, work: () => T): Promise<T> {
    try {
      return await this.persist(work);
    } catch (error) {
      if (troubleOf(error, 'data').reason.code === 'queue-damaged') this.#store.noteAlone(id, this.#service, event);
      throw error;
    }
  }

  /**
   * Does `work`, again and again for as long as the disk refuses; the queue pauses meanwhile.
   * @throws what `work` throws, when it is no trouble with the disk, or once the scheduler is being stopped
   */
  async persist<T>(work: () => T | Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        const { effect, reason } = troubleOf(error, 'data');
        // Waiting mends no file.
        if (effect !== 'place' || reason.code === 'queue-damaged') throw error;
        this.#pause({ kind: 'disk', message: reason.message });
        if (this.#closing) throw error;
      }
      if (tries >= HOPELESS_TRIES) this.#hopeless++;
      await this.#patience();
      if (tries >= HOPELESS_TRIES) this.#hopeless--;
    }
  }

  /** Tries what is unsaved again now. */
  wake(): void {
    for (const wake of [...this.#waiters]) wake();
  }

  /** From now on one more try, then the error. */
  close(): void {
    this.#closing = true;
    this.wake();
  }

  #patience(): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        this.#waiters.delete(wake);
        resolve();
      };
      const cancel = this.#clock.after(DISK_RETRY_MS, wake);
      this.#waiters.add(wake);
    });
  }
}
