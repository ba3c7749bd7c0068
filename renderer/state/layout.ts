import { thumbSizes } from '../gallery/grid/grid-geometry.ts';
import { sorts, type SortId } from './library/order.ts';

/** How this window is laid out. It is this window's own affair, so it stays here; everything else is in `preferences.ts`. */
export interface Layout {
  readonly thumbSize: number;
  readonly sort: SortId;
  readonly reversed: boolean;
  /** One group for each subfolder. */
  readonly grouped: boolean;
  readonly inspector: boolean;
}

const standard: Layout = {
  thumbSize: thumbSizes.standard,
  sort: 'name',
  reversed: false,
  grouped: true,
  inspector: true,
};

const KEY = 'afterglow.window';

export function loadLayout(): Layout {
  try {
    return parseLayout(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    // Storage that is blocked or damaged costs the photographer a slider position, so defaults do.
    return standard;
  }
}

export function saveLayout(change: Partial<Layout>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...loadLayout(), ...change }));
  } catch (error) {
    console.warn('the window could not keep its layout', error);
  }
}

/** Stored values are untrusted: an older version, or a hand, may have written them. */
export function parseLayout(stored: unknown): Layout {
  const from = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  const { thumbSize, reversed, grouped, inspector } = from;
  return {
    thumbSize:
      typeof thumbSize === 'number' && thumbSize >= thumbSizes.min && thumbSize <= thumbSizes.max
        ? thumbSize
        : standard.thumbSize,
    sort: sorts.find((each) => each === from['sort']) ?? standard.sort,
    reversed: typeof reversed === 'boolean' ? reversed : standard.reversed,
    grouped: typeof grouped === 'boolean' ? grouped : standard.grouped,
    inspector: typeof inspector === 'boolean' ? inspector : standard.inspector,
  };
}
