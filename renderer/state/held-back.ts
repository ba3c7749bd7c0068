import type { PhotoId } from '../../electron/contract/index.ts';

/** How long a slider may move before the main process is told; the window itself shows each step at once. */
export const HOLD_MS = 150;

/** Changes of photos that follow each other quickly, sent as one. */
export interface HeldBack<C> {
  /** Sends `change` shortly after the last one. A change for other photos sends what was held back for the ones before. */
  readonly push: (photos: readonly PhotoId[], change: C) => void;
  /** Sends what is held back now. */
  readonly flush: () => void;
}

/** `merge`: what two changes of the same photos amount to. */
export function heldBack<C>(
  send: (photos: readonly PhotoId[], change: C) => void,
  merge: (before: C, after: C) => C,
): HeldBack<C> {
  let held:
    | { readonly photos: readonly PhotoId[]; readonly change: C; readonly timer: ReturnType<typeof setTimeout> }
    | undefined;

  const flush = () => {
    if (held === undefined) return;
    const { photos, change, timer } = held;
    held = undefined;
    clearTimeout(timer);
    send(photos, change);
  };
  const push = (photos: readonly PhotoId[], change: C) => {
    if (held !== undefined && !samePhotos(held.photos, photos)) flush();
    if (held !== undefined) clearTimeout(held.timer);
    const merged = held === undefined ? change : merge(held.change, change);
    held = { photos, change: merged, timer: setTimeout(flush, HOLD_MS) };
  };
  return { push, flush };
}

function samePhotos(a: readonly PhotoId[], b: readonly PhotoId[]): boolean {
  return a === b || (a.length === b.length && a.every((id, index) => id === b[index]));
}
