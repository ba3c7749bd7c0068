import { messageOf, type Reason } from '../base/reason.ts';
import type { Job, StateName } from './job.ts';
import type { Pause } from './pause.ts';

/** What the scheduler tells whoever listens. */
export interface SchedulerEvents {
  job: (job: Job, before: StateName | undefined) => void;
  /** An upload got this far, 0 to 1. */
  progress: (job: string, fraction: number) => void;
  status: (status: SchedulerStatus) => void;
  /** Something that has no photo to hang on to, in plain words. */
  trouble: (reason: Reason) => void;
}

export interface SchedulerStatus {
  readonly online: boolean;
  /** Monotonic milliseconds since when the connection has been lost. */
  readonly offlineSince: number | undefined;
  /** What is in the way then, as far as it is known. */
  readonly offlineReason?: Reason | undefined;
  readonly paused: Pause | undefined;
  readonly inFlight: number;
  readonly limit: number;
  /** Usable credits when they were last asked for. */
  readonly balance: number | undefined;
  /** True while something can still happen without a person. */
  readonly active: boolean;
}

/**
 * Listeners per event. A listener that throws is a fault of the program: it is reported as trouble, and must not keep the
 * queue from writing down what was paid for.
 */
export class Emitter {
  readonly #listeners: { readonly [E in keyof SchedulerEvents]: Set<SchedulerEvents[E]> } = {
    job: new Set(),
    progress: new Set(),
    status: new Set(),
    trouble: new Set(),
  };

  /** @returns the function that ends the subscription */
  on<E extends keyof SchedulerEvents>(event: E, listener: SchedulerEvents[E]): () => void {
    this.#listeners[event].add(listener);
    return () => this.#listeners[event].delete(listener);
  }

  emit<E extends keyof SchedulerEvents>(event: E, ...args: Parameters<SchedulerEvents[E]>): void {
    for (const listener of [...this.#listeners[event]]) {
      try {
        (listener as (...a: unknown[]) => void)(...args);
      } catch (error) {
        // Nobody is left to tell of a fault in the telling.
        if (event === 'trouble') throw error;
        this.emit('trouble', { code: 'internal', message: messageOf(error) });
      }
    }
  }
}
