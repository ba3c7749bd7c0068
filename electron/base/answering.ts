import { dirname, sep } from 'node:path';
import { systemClock, type Clock } from './clock.ts';
import { SystemError, type Side } from './system-errors.ts';

/** A dead network drive answers nothing for ever; one that wakes up takes half a minute at most. Milliseconds. */
export const ANSWER_LIMIT_MS = 45_000;

export interface AnsweringOptions {
  readonly clock?: Clock;
  /** Milliseconds. */
  readonly limitMs?: number;
  readonly signal?: AbortSignal | undefined;
  readonly side?: Side;
  /** The folder that surely lies on the same drive: the file's own, where nothing else is said. */
  readonly folder?: string;
}

/** Questions without an answer yet. Each holds a thread of Node's until the drive answers. */
const open = new Set<symbol>();
/** Those that took too long, and the folders they are about. */
const silent = new Map<symbol, string>();

/** Whether a question to the file system is still without an answer: the process can't end by itself then. */
export function holdsThreads(): boolean {
  return open.size > 0;
}

/**
 * Asks the file system about `path`, and does not wait for ever. While one question is without an answer, others about the same
 * folder are refused at once: each would hold a thread, of which there are few. When the drive answers again, so do these.
 *
 * @throws SystemError `no-answer`; the signal's reason when it is aborted; what `ask` throws
 */
export function answered<T>(path: string, ask: () => Promise<T>, options: AnsweringOptions = {}): Promise<T> {
  const { clock = systemClock, limitMs = ANSWER_LIMIT_MS, signal, side = 'original' } = options;
  if (signal?.aborted) return Promise.reject(signal.reason as Error);
  if (isSilent(path)) return Promise.reject(noAnswer(path, side));
  return new Promise((resolve, reject) => {
    const question = Symbol(path);
    open.add(question);
    const onAbort = (): void => {
      end();
      reject(signal?.reason as Error);
    };
    const cancel = clock.after(limitMs, () => {
      silent.set(question, options.folder ?? dirname(path));
      end();
      reject(noAnswer(path, side));
    });
    const end = (): void => {
      cancel();
      signal?.removeEventListener('abort', onAbort);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    ask()
      .then(resolve, reject)
      .finally(() => {
        open.delete(question);
        silent.delete(question);
        end();
      });
  });
}

function isSilent(path: string): boolean {
  for (const folder of silent.values()) {
    if (path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return true;
  }
  return false;
}

/** Waits for `work`, but no longer than `ms` milliseconds. Rejects as `work` does until then. */
export function atMost(ms: number, work: Promise<unknown>, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, resolve);
    work.then(() => resolve(), reject).finally(cancel);
  });
}

/** The drive or network folder of `path` says nothing. */
export function noAnswer(path: string, side: Side = 'original'): SystemError {
  const message = `“${path}” can’t be read: its drive or network folder does not answer. Check its connection.`;
  return new SystemError({ side, code: NO_ANSWER, path, effect: 'again', reason: { code: NO_ANSWER, message } });
}

export const NO_ANSWER = 'no-answer';
