import type { Outcome, StripView } from '../../../../electron/contract/index.ts';
import { push } from './world.ts';

let made = 0;

/** A test strip whose cells become ready one after the other. */
export function startStrip(photos: readonly string[], levels: readonly number[]): Outcome<StripView> {
  const strip = ++made;
  let view: StripView = {
    id: `s${strip}`,
    cells: photos.flatMap((photo) =>
      levels.map((level, at) => ({
        id: `s${strip}c${at}${photo}`,
        photo,
        level,
        state: 'waiting' as const,
        reason: undefined,
      })),
    ),
  };
  let next = 0;
  const timer = setInterval(() => {
    view = { ...view, cells: view.cells.map((cell, at) => (at === next ? { ...cell, state: 'ready' } : cell)) };
    next++;
    push('strip:changed', view);
    if (next >= view.cells.length) clearInterval(timer);
  }, 600);
  return { ok: true, value: view };
}
