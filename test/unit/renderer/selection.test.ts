import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  nothingSelected,
  prune,
  select,
  type Selection,
  type SelectionAction,
} from '../../../renderer/state/library/selection.ts';

const order = ['a', 'b', 'c', 'd', 'e', 'f'];

function after(...actions: SelectionAction[]): Selection {
  return actions.reduce((state, action) => select(state, action, order), nothingSelected);
}
const ids = (selection: Selection) => [...selection.ids].sort().join('');

describe('selecting with the mouse', () => {
  it('takes one photo with a click and drops the others', () => {
    expect(after({ kind: 'one', id: 'a' }, { kind: 'one', id: 'c' })).toEqual({
      ids: new Set(['c']),
      anchor: 'c',
      cursor: 'c',
    });
  });

  it('adds and takes away with Ctrl', () => {
    const state = after({ kind: 'one', id: 'a' }, { kind: 'toggle', id: 'c' }, { kind: 'toggle', id: 'a' });
    expect(ids(state)).toBe('c');
    expect(state.cursor).toBe('a');
  });

  it('takes everything between with Shift, backwards too, always from the same anchor', () => {
    const forth = after({ kind: 'one', id: 'c' }, { kind: 'range', id: 'e', add: false });
    expect(ids(forth)).toBe('cde');
    expect(ids(select(forth, { kind: 'range', id: 'a', add: false }, order))).toBe('abc');
  });

  it('keeps the rest with Ctrl and Shift', () => {
    const state = after({ kind: 'one', id: 'a' }, { kind: 'toggle', id: 'c' }, { kind: 'range', id: 'd', add: true });
    expect(ids(state)).toBe('acd');
  });

  it('treats Shift without an anchor as a click', () => {
    expect(ids(after({ kind: 'range', id: 'd', add: false }))).toBe('d');
  });
});

describe('selecting with the keyboard', () => {
  it('stops at both ends', () => {
    expect(after({ kind: 'one', id: 'e' }, { kind: 'move', by: 9, extend: false }).cursor).toBe('f');
    expect(after({ kind: 'one', id: 'b' }, { kind: 'move', by: -9, extend: false }).cursor).toBe('a');
  });

  it('begins at an end when nothing was selected', () => {
    expect(after({ kind: 'move', by: 1, extend: false }).cursor).toBe('a');
    expect(after({ kind: 'move', by: -1, extend: false }).cursor).toBe('f');
  });

  it('extends from the anchor and shrinks again', () => {
    const extended = after({ kind: 'one', id: 'b' }, { kind: 'move', by: 3, extend: true });
    expect(ids(extended)).toBe('bcde');
    expect(ids(select(extended, { kind: 'move', by: -2, extend: true }, order))).toBe('bc');
  });

  it('takes all and none, and leaves the cursor', () => {
    expect(after({ kind: 'one', id: 'c' }, { kind: 'all' })).toMatchObject({ cursor: 'c', ids: new Set(order) });
    expect(after({ kind: 'one', id: 'c' }, { kind: 'none' })).toMatchObject({ cursor: 'c', ids: new Set() });
  });

  it('has nowhere to go in an empty folder', () => {
    expect(select(nothingSelected, { kind: 'move', by: 1, extend: false }, [])).toBe(nothingSelected);
  });
});

describe('drawing a frame', () => {
  const base = after({ kind: 'one', id: 'a' }, { kind: 'toggle', id: 'b' });
  const draw = (combine: 'replace' | 'add' | 'toggle', cursor?: string) =>
    select(base, { kind: 'band', ids: ['b', 'c'], base: base.ids, combine, cursor }, order);

  it('takes what it touches, and with keys adds to or turns over what was there', () => {
    expect(ids(draw('replace'))).toBe('bc');
    expect(ids(draw('add'))).toBe('abc');
    expect(ids(draw('toggle'))).toBe('ac');
  });

  it('moves the cursor only when it is let go of', () => {
    expect(draw('replace').cursor).toBe('b');
    expect(draw('replace', 'c')).toMatchObject({ cursor: 'c', anchor: 'c' });
  });

  it('keeps the very same object while it touches the same photos', () => {
    const drawn = draw('replace');
    const again = select(
      drawn,
      { kind: 'band', ids: ['c', 'b'], base: base.ids, combine: 'replace', cursor: undefined },
      order,
    );
    expect(again).toBe(drawn);
  });
});

describe('stepping in the loupe', () => {
  it('keeps a selection of several photos while inside it', () => {
    const state = after({ kind: 'one', id: 'b' }, { kind: 'range', id: 'd', add: false }, { kind: 'step', by: -1 });
    expect(ids(state)).toBe('bcd');
    expect(state.cursor).toBe('c');
  });

  it('lets go of it outside', () => {
    const state = after({ kind: 'one', id: 'b' }, { kind: 'range', id: 'd', add: false }, { kind: 'step', by: 1 });
    expect(ids(state)).toBe('e');
  });
});

describe('when photos leave the view', () => {
  it('moves the cursor to the photo that took the place', () => {
    const state = after({ kind: 'one', id: 'c' });
    expect(prune(state, order, ['a', 'b', 'd', 'e', 'f'])).toEqual({ ids: new Set(), anchor: 'd', cursor: 'd' });
  });

  it('moves it to the last photo when nothing follows', () => {
    expect(prune(after({ kind: 'one', id: 'f' }), order, ['a', 'b']).cursor).toBe('b');
  });

  it('keeps the very same object when nothing left', () => {
    const state = after({ kind: 'one', id: 'c' }, { kind: 'toggle', id: 'd' });
    expect(prune(state, order, [...order].reverse())).toBe(state);
  });

  it('never keeps a photo that is not shown, whatever was done before', () => {
    const action: fc.Arbitrary<SelectionAction> = fc.oneof(
      fc.record({ kind: fc.constant('toggle' as const), id: fc.constantFrom(...order) }),
      fc.record({ kind: fc.constant('range' as const), id: fc.constantFrom(...order), add: fc.boolean() }),
      fc.record({ kind: fc.constant('move' as const), by: fc.integer({ min: -9, max: 9 }), extend: fc.boolean() }),
      fc.constant({ kind: 'all' as const }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 8 }), fc.subarray(order), (actions, shown) => {
        const pruned = prune(after(...actions), order, shown);
        const named = [...pruned.ids, pruned.cursor, pruned.anchor].filter((id) => id !== undefined);
        expect(named.filter((id) => !shown.includes(id))).toEqual([]);
      }),
    );
  });
});
