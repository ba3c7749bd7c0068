import { describe, expect, it, vi } from 'vitest';
import { orderOf, sameOrder } from '../../../renderer/state/order.ts';
import { PhotoTable } from '../../../renderer/state/photo-table.ts';
import { mixOf } from '../../../renderer/state/settings-mix.ts';
import { filters, groupOf, rankOf } from '../../../renderer/state/status.ts';
import { everyStatus, photo } from './photos.ts';

describe('the table of photos', () => {
  it('sorts names as people count', () => {
    const table = new PhotoTable(['IMG_10', 'IMG_9', 'img_1'].map((id) => photo(id)));
    expect(table.ids).toEqual(['img_1', 'IMG_9', 'IMG_10']);
  });

  it('tells only the photo that changed', () => {
    const table = new PhotoTable([photo('a'), photo('b')]);
    const [a, b] = [vi.fn(), vi.fn()];
    table.subscribe('a', a);
    table.subscribe('b', b);
    const before = table.get('b');
    table.patch([{ id: 'a', status: { kind: 'waiting' } }]);
    expect(a).toHaveBeenCalledOnce();
    expect(b).not.toHaveBeenCalled();
    expect(table.get('b')).toBe(before);
    expect(table.get('a')?.status.kind).toBe('waiting');
  });

  it('tells once for several patches of one photo, and not after unsubscribing', () => {
    const table = new PhotoTable([photo('a')]);
    const listener = vi.fn();
    const stop = table.subscribe('a', listener);
    table.patch([
      { id: 'a', status: { kind: 'waiting' } },
      { id: 'a', width: 10, height: 20 },
    ]);
    expect(listener).toHaveBeenCalledOnce();
    stop();
    table.patch([{ id: 'a', width: 11 }]);
    expect(listener).toHaveBeenCalledOnce();
  });

  it('keeps live counts that always add up', () => {
    const table = new PhotoTable(everyStatus.map((status, index) => photo(`p${index}`, { status })));
    expect(table.counts()).toEqual({
      all: 12,
      todo: 2,
      working: 6,
      exported: 1,
      failed: 1,
      undecided: 1,
      unusable: 1,
    });
    table.patch([{ id: 'p0', status: { kind: 'exported', output: '/x', at: 1 } }]);
    expect(table.counts()).toMatchObject({ todo: 1, exported: 2 });
  });

  it('says what a patch touched, so that progress alone works nothing out again', () => {
    const table = new PhotoTable([photo('a', { status: { kind: 'uploading', fraction: 0.1 } })]);
    expect(table.patch([{ id: 'a', status: { kind: 'uploading', fraction: 0.2 } }])).toEqual({
      statuses: false,
      settings: false,
    });
    expect(table.patch([{ id: 'a', settings: { level: 1, multiFace: true } }]).settings).toBe(true);
    expect(table.patch([{ id: 'a', status: { kind: 'finishing' } }]).statuses).toBe(true);
  });

  it('passes over photos of a folder that was closed', () => {
    const table = new PhotoTable([photo('a')]);
    expect(table.patch([{ id: 'gone', status: { kind: 'waiting' } }])).toEqual({ statuses: false, settings: false });
    expect(table.get('gone')).toBeUndefined();
  });
});

describe('filter and sort', () => {
  const table = new PhotoTable(
    everyStatus.map((status, index) => photo(`p${String(index).padStart(2, '0')}`, { status })),
  );

  it('puts every status into exactly one group', () => {
    const shown = filters.filter((id) => id !== 'all').flatMap((id) => orderOf(table, id, 'name'));
    expect([...shown].sort()).toEqual(table.ids);
  });

  it('shows only the chosen group', () => {
    for (const id of orderOf(table, 'working', 'name')) {
      const { status } = table.get(id) ?? photo('');
      expect(groupOf(status)).toBe('working');
    }
  });

  it('sorts by status with what needs a person first, and by name within', () => {
    const ranks = orderOf(table, 'all', 'status').map((id) => rankOf(table.get(id)?.status ?? { kind: 'idle' }));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(table.get(orderOf(table, 'all', 'status')[0] ?? '')?.status.kind).toBe('undecided');
    const same = new PhotoTable(['b', 'a', 'c'].map((id) => photo(id)));
    expect(orderOf(same, 'all', 'status')).toEqual(['a', 'b', 'c']);
  });

  it('knows when nothing moved', () => {
    expect(sameOrder(['a', 'b'], ['a', 'b'])).toBe(true);
    expect(sameOrder(['a', 'b'], ['b', 'a'])).toBe(false);
    expect(sameOrder(['a'], ['a', 'b'])).toBe(false);
  });
});

describe('settings of several photos', () => {
  it('shows a value where they agree and nothing where they differ', () => {
    expect(mixOf([])).toEqual({ count: 0, level: undefined, multiFace: undefined });
    expect(
      mixOf([
        { level: 0.5, multiFace: true },
        { level: 0.5, multiFace: false },
      ]),
    ).toEqual({ count: 2, level: 0.5, multiFace: undefined });
  });

  it('stays mixed once it was', () => {
    const mix = mixOf([0.3, 0.5, 0.5, 0.3].map((level) => ({ level, multiFace: true })));
    expect(mix).toEqual({ count: 4, level: undefined, multiFace: true });
  });
});
