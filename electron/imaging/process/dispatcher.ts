import { ReasonError, type Reason } from '../../base/reason.ts';
import { SystemError, troubleOf, type Side, type Trouble } from '../../base/system-errors.ts';
import type { Handler, Handlers } from './handlers.ts';
import { LIGHT, PRIORITY, type FromChild, type Operation, type ToChild } from './protocol.ts';

interface Job {
  readonly id: number;
  readonly operation: Operation;
  readonly request: unknown;
  readonly abort: AbortController;
}

export interface DispatcherOptions {
  readonly handlers: Handlers;
  readonly send: (message: FromChild) => void;
  /** Operations that run at once, of whatever kind but the light ones. */
  readonly slots: number;
  /** Light operations that run at once, beside the others. */
  readonly lightSlots: number;
  /** Full-size results that run at once: they take the most memory. */
  readonly fullSizeSlots: number;
  /** Called whenever the last running operation has ended and none waits. */
  readonly onIdle?: () => void;
}

/**
 * Runs operations in order of priority, and within one priority the newest thumbnails first (what was scrolled to last is
 * what is visible) and everything else in the order it came.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #waiting: Job[] = [];
  readonly #running = new Map<number, Job>();

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  receive(message: ToChild): void {
    if (message.kind === 'abort') this.#abort(message.id);
    else {
      const { id, operation, request } = message;
      this.#waiting.push({ id, operation, request, abort: new AbortController() });
      this.#fill();
    }
  }

  #abort(id: number): void {
    const waiting = this.#waiting.findIndex((job) => job.id === id);
    if (waiting >= 0) {
      this.#waiting.splice(waiting, 1);
      this.#options.send({ kind: 'failed', id, reason: ABORTED });
    } else this.#running.get(id)?.abort.abort();
  }

  #fill(): void {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.#running.set(next.id, next);
      void this.#run(next);
    }
    if (this.#running.size === 0 && this.#waiting.length === 0) this.#options.onIdle?.();
  }

  #next(): Job | undefined {
    const { slots, lightSlots, fullSizeSlots } = this.#options;
    let light = 0;
    let fullSizes = 0;
    for (const { operation } of this.#running.values()) {
      if (LIGHT.has(operation)) light++;
      if (operation === 'fullSize') fullSizes++;
    }
    const heavyFree = this.#running.size - light < slots;
    const lightFree = light < lightSlots;
    let best: Job | undefined;
    for (const job of this.#waiting) {
      if (!(LIGHT.has(job.operation) ? lightFree : heavyFree)) continue;
      if (job.operation === 'fullSize' && fullSizes >= fullSizeSlots) continue;
      const better = best === undefined || PRIORITY[job.operation] < PRIORITY[best.operation];
      const newer = best !== undefined && job.operation === best.operation && job.operation === 'thumbnail';
      if (better || newer) best = job;
    }
    return best;
  }

  async #run(job: Job): Promise<void> {
    const { send, handlers } = this.#options;
    send({ kind: 'started', id: job.id });
    try {
      // The sender's types tie operation and request together; the wire does not keep them.
      const handler = handlers[job.operation] as Handler<Operation>;
      const answer = await handler(job.request as never, job.abort.signal, (fraction) =>
        send({ kind: 'progress', id: job.id, fraction }),
      );
      send({ kind: 'done', id: job.id, answer });
    } catch (error) {
      send({ kind: 'failed', id: job.id, ...(job.abort.signal.aborted ? { reason: ABORTED } : whyNot(job, error)) });
    } finally {
      this.#running.delete(job.id);
      this.#fill();
    }
  }
}

/** Downloads are Afterglow's own files; everything else is asked of an original. */
function whyNot({ operation }: Job, error: unknown): { reason: Reason; trouble?: Trouble } {
  if (error instanceof ReasonError && !(error instanceof SystemError)) return { reason: error.reason };
  const side: Side = operation === 'check' ? 'data' : 'original';
  const trouble = troubleOf(error, side);
  return { reason: trouble.reason, trouble };
}

const ABORTED: Reason = { code: 'aborted', message: 'This was cancelled.' };
