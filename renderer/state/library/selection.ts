import type { PhotoId } from '../../../electron/contract/index.ts';

/**
 * `cursor`: the photo that keys act on and the loupe shows. `anchor`: where a Shift selection began.
 * `ids`: the selected photos, in no order of meaning.
 */
export interface Selection {
  readonly ids: ReadonlySet<PhotoId>;
  readonly anchor: PhotoId | undefined;
  readonly cursor: PhotoId | undefined;
}

export const nothingSelected: Selection = { ids: new Set(), anchor: undefined, cursor: undefined };

export type SelectionAction =
  | { readonly kind: 'one'; readonly id: PhotoId }
  | { readonly kind: 'toggle'; readonly id: PhotoId }
  /** Everything from the anchor to `id`; `add` keeps what was selected before. */
  | { readonly kind: 'range'; readonly id: PhotoId; readonly add: boolean }
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  /** Moves the cursor by places in the order, stopping at both ends; `extend` selects from the anchor. */
  | { readonly kind: 'move'; readonly by: number; readonly extend: boolean }
  /** A frame drawn around photos. `base`: what was selected before, where `combine` says it counts. */
  | {
      readonly kind: 'band';
      readonly ids: readonly PhotoId[];
      readonly base: ReadonlySet<PhotoId>;
      readonly combine: 'replace' | 'add' | 'toggle';
      /** Where the cursor goes when the frame is let go of; undefined while it is drawn. */
      readonly cursor: PhotoId | undefined;
    }
  /** Moves the cursor but keeps a selection of several photos: stepping through it in the loupe. */
  | { readonly kind: 'step'; readonly by: number };

export function select(state: Selection, action: SelectionAction, order: readonly PhotoId[]): Selection {
  switch (action.kind) {
    case 'one':
      return only(action.id);
    case 'toggle':
      return toggle(state, action.id);
    case 'range':
      return range(state, action.id, action.add, order);
    case 'all':
      return { ids: new Set(order), anchor: state.anchor ?? order[0], cursor: state.cursor ?? order[0] };
    case 'none':
      return { ...state, ids: new Set(), anchor: state.cursor };
    case 'move':
      return move(state, action.by, action.extend, order);
    case 'band':
      return band(state, action);
    case 'step':
      return step(state, action.by, order);
  }
}

/**
 * Takes photos out of the selection that are no longer shown. A cursor that vanished goes to the photo that took
 * its place, so that the keyboard goes on where it was.
 */
export function prune(state: Selection, before: readonly PhotoId[], after: readonly PhotoId[]): Selection {
  const shown = new Set(after);
  const ids = new Set([...state.ids].filter((id) => shown.has(id)));
  const cursor = keepOrNeighbour(state.cursor, shown, before, after);
  const anchor = state.anchor !== undefined && shown.has(state.anchor) ? state.anchor : cursor;
  if (ids.size === state.ids.size && cursor === state.cursor && anchor === state.anchor) return state;
  return { ids, anchor, cursor };
}

function only(id: PhotoId): Selection {
  return { ids: new Set([id]), anchor: id, cursor: id };
}

function toggle(state: Selection, id: PhotoId): Selection {
  const ids = new Set(state.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id, cursor: id };
}

function range(state: Selection, id: PhotoId, add: boolean, order: readonly PhotoId[]): Selection {
  const to = order.indexOf(id);
  const from = state.anchor === undefined ? to : order.indexOf(state.anchor);
  if (to < 0 || from < 0) return only(id);
  const span = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: new Set(add ? [...state.ids, ...span] : span), anchor: order[from], cursor: id };
}

function move(state: Selection, by: number, extend: boolean, order: readonly PhotoId[]): Selection {
  const target = neighbour(state.cursor, by, order);
  if (target === undefined) return state;
  return extend ? range(state, target, false, order) : only(target);
}

function band(state: Selection, { ids: framed, base, combine, cursor }: SelectionAction & { kind: 'band' }): Selection {
  const ids = new Set(combine === 'replace' ? [] : base);
  for (const id of framed) {
    if (combine === 'toggle' && base.has(id)) ids.delete(id);
    else ids.add(id);
  }
  if (cursor !== undefined) return { ids, anchor: cursor, cursor };
  return sameIds(ids, state.ids) ? state : { ...state, ids };
}

function sameIds(a: ReadonlySet<PhotoId>, b: ReadonlySet<PhotoId>): boolean {
  return a.size === b.size && [...a].every((id) => b.has(id));
}

function step(state: Selection, by: number, order: readonly PhotoId[]): Selection {
  const target = neighbour(state.cursor, by, order);
  if (target === undefined) return state;
  return state.ids.size > 1 && state.ids.has(target) ? { ...state, cursor: target } : only(target);
}

function neighbour(cursor: PhotoId | undefined, by: number, order: readonly PhotoId[]): PhotoId | undefined {
  const at = cursor === undefined ? -1 : order.indexOf(cursor);
  // Without a cursor the first key press lands on an end of the list rather than one past it.
  if (at < 0) return by < 0 ? order.at(-1) : order[0];
  return order[Math.min(Math.max(at + by, 0), order.length - 1)];
}

function keepOrNeighbour(
  cursor: PhotoId | undefined,
  shown: ReadonlySet<PhotoId>,
  before: readonly PhotoId[],
  after: readonly PhotoId[],
): PhotoId | undefined {
  if (cursor === undefined || shown.has(cursor)) return cursor;
  const at = before.indexOf(cursor);
  if (at < 0) return undefined;
  return before.slice(at).find((id) => shown.has(id)) ?? after.at(-1);
}
