import type { Clock } from '../base/clock.ts';
import type { Emitter } from './events.ts';
import type { Job } from './job.ts';
import { localReason } from './local-trouble.ts';
import type { Pause } from './pause.ts';
import type { Alongside } from './store-types.ts';
import type { JobStore } from './store.ts';
import { allows, type JobEvent } from './transition.ts';

const DISK_RETRY_MS = 5_000;

/** Writes events, and does not give up when the disk refuses: the answer in hand may have cost money. */
export class Recorder {
  readonly #store: JobStore;
  readonly #clock: Clock;
  readonly #emitter: Emitter;
  readonly #pause: (pause: Pause) => void;
  readonly #waiters = new Set<() => void>();
  #closing = false;

  constructor(store: JobStore, clock: Clock, emitter: Emitter, pause: (pause: Pause) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#emitter = emitter;
    this.#pause = pause;
  }

  /**
   * @returns the job as it is now, or undefined when somebody else (a person who cancelled) had moved it on
   * @throws what the store throws, once the scheduler is being stopped
   */
  async record(id: string, event: JobEvent, alongside: Alongside = {}): Promise<Job | undefined> {
    for (;;) {
      try {
        const before = this.#store.job(id);
        if (before === undefined || !allows(before, event.type)) return undefined;
        const job = this.#store.apply(id, event, alongside);
        this.#emitter.emit('job', job, before.state);
        return job;
      } catch (error) {
        this.#pause({ kind: 'disk', message: localReason(error).message });
        if (this.#closing) throw error;
        await this.#patience();
      }
    }
  }

  /** Tries what is unsaved again now. */
  wake(): void {
    for (const wake of this.#waiters) wake();
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
