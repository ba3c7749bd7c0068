import type { PhotoId } from '../../../electron/contract/index.ts';
import { beginWrite, type OwnField } from './pending-writes.ts';

/** How long a slider may move before the main process is told; the window itself shows each step at once. */
export const HOLD_MS = 150;

/** Changes of photos that follow each other quickly, sent as one. */
export interface Debounced<C> {
  /** Sends `change` shortly after the last one. A change for other photos sends what was held back for the ones before. */
  readonly push: (photos: readonly PhotoId[], change: C) => void;
  /** Sends what is held back now. */
  readonly flush: () => void;
}

/** @param merge what two changes of the same photos amount to */
export function debounced<C>(
  field: OwnField,
  send: (photos: readonly PhotoId[], change: C) => Promise<unknown>,
  merge: (before: C, after: C) => C,
): Debounced<C> {
  let held:
    | {
        readonly photos: readonly PhotoId[];
        readonly change: C;
        readonly timer: ReturnType<typeof setTimeout>;
        readonly arrived: () => void;
      }
    | undefined;

  const flush = () => {
    if (held === undefined) return;
    const { photos, change, timer, arrived } = held;
    held = undefined;
    clearTimeout(timer);
    void send(photos, change).finally(arrived);
  };
  const push = (photos: readonly PhotoId[], change: C) => {
    if (held !== undefined && !samePhotos(held.photos, photos)) flush();
    if (held !== undefined) clearTimeout(held.timer);
    const merged = held === undefined ? change : merge(held.change, change);
    const arrived = held?.arrived ?? beginWrite(field, photos);
    held = { photos, change: merged, timer: setTimeout(flush, HOLD_MS), arrived };
  };
  // A window that is being closed or hidden may have no time for the rest of the wait.
  globalThis.addEventListener?.('pagehide', flush);
  globalThis.document?.addEventListener('visibilitychange', flush);
  return { push, flush };
}

function samePhotos(a: readonly PhotoId[], b: readonly PhotoId[]): boolean {
  return a === b || (a.length === b.length && a.every((id, index) => id === b[index]));
}
