import type { World } from './world.ts';

/**
 * Listens for requests to end, from its making to `close`. The first one, whoever makes it, asks for the orderly end: nothing new is
 * begun, what is being sent is finished. Only a second Ctrl+C abandons it: a system may ask as often as it likes.
 */
export class StopRequest {
  readonly #asked = new AbortController();
  readonly #off: () => void;
  #presses = 0;

  constructor(world: Pick<World, 'onStop' | 'abandon'>) {
    this.#off = world.onStop((cause) => {
      if (cause === 'person' && ++this.#presses > 1) return world.abandon(130);
      this.#asked.abort();
    });
  }

  /** Aborted by the first request. */
  get signal(): AbortSignal {
    return this.#asked.signal;
  }

  get asked(): boolean {
    return this.signal.aborted;
  }

  /** Calls back at the first request, also when it has come already. @returns the function that ends it */
  once(fn: () => void): () => void {
    if (this.asked) queueMicrotask(fn);
    else this.signal.addEventListener('abort', fn, { once: true });
    return () => this.signal.removeEventListener('abort', fn);
  }

  close(): void {
    this.#off();
  }
}
