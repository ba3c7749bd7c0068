import type { EventEmitter } from 'node:events';
import type { Writable } from 'node:stream';
import type { StopCause } from './world.ts';

/** Signals that end a program, by who sends them. SIGHUP is also a closed console window of Windows, SIGBREAK its Ctrl+Break. */
const SIGNALS: Readonly<Record<string, StopCause>> = {
  SIGINT: 'person',
  SIGBREAK: 'person',
  SIGTERM: 'system',
  SIGHUP: 'system',
};

export interface StopCauses {
  /** Calls back at each request to end. Signals keep their usual effect while nobody listens. @returns the function that ends it */
  onStop(fn: (cause: StopCause) => void): () => void;
}

/**
 * Everything that asks the command line to end. A reader of `outputs` that has gone (`… --json | head`, a closed terminal) is one of
 * them: what is written to it afterwards is dropped, so that it can't break an upload off.
 *
 * @param signals the process
 */
export function stopCauses(
  signals: Pick<EventEmitter, 'on' | 'off'>,
  outputs: readonly Pick<Writable, 'on'>[],
): StopCauses {
  const listeners = new Set<(cause: StopCause) => void>();
  let readerGone = false;
  for (const output of outputs) {
    // Whatever the error (EPIPE, EIO of a terminal that was closed): nobody reads any more.
    output.on('error', () => {
      readerGone = true;
      for (const fn of [...listeners]) fn('system');
    });
  }
  return {
    onStop(fn) {
      const handlers = Object.entries(SIGNALS).map(([signal, cause]) => [signal, () => fn(cause)] as const);
      for (const [signal, handler] of handlers) signals.on(signal, handler);
      listeners.add(fn);
      if (readerGone) queueMicrotask(() => listeners.has(fn) && fn('system'));
      return () => {
        for (const [signal, handler] of handlers) signals.off(signal, handler);
        listeners.delete(fn);
      };
    },
  };
}
