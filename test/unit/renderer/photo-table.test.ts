import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { PhotoTable } from '../../../renderer/state/library/photo-table.ts';
import { mixOf } from '../../../renderer/state/edits/settings-mix.ts';
import { photo } from './photos.ts';

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

  it('says what a patch touched, so that progress alone works nothing out again', () => {
    const table = new PhotoTable([photo('a', { status: { kind: 'uploading', fraction: 0.1 } })]);
    const nothing = { statuses: false, settings: false, marks: false, times: false };
    expect(table.patch([{ id: 'a', status: { kind: 'uploading', fraction: 0.2 } }])).toEqual(nothing);
    expect(table.patch([{ id: 'a', settings: { level: 1, multiFace: true } }])).toEqual({ ...nothing, settings: true });
    expect(table.patch([{ id: 'a', status: { kind: 'finishing' } }])).toEqual({ ...nothing, statuses: true });
    expect(table.patch([{ id: 'a', marks: { rating: 3, flag: 'none' } }])).toEqual({ ...nothing, marks: true });
    expect(table.patch([{ id: 'a', marks: { rating: 3, flag: 'none' } }])).toEqual(nothing);
    expect(table.patch([{ id: 'a', capturedAt: 5 }])).toEqual({ ...nothing, times: true });
  });

  it('passes over photos of a folder that was closed', () => {
    const table = new PhotoTable([photo('a')]);
    expect(Object.values(table.patch([{ id: 'gone', status: { kind: 'waiting' } }]))).not.toContain(true);
    expect(table.get('gone')).toBeUndefined();
  });
});

describe('photos that come and go', () => {
  it('lie where sorting all of them would have put them', () => {
    const name = fc.stringMatching(/^[a-c]{1,2}\d{0,2}$/);
    fc.assert(
      fc.property(fc.uniqueArray(name), fc.uniqueArray(name), fc.uniqueArray(name), (first, added, removed) => {
        const table = new PhotoTable(first.map((id) => photo(id))).with(
          added.map((id) => photo(id)),
          removed,
        );
        const left = new Set([...first.filter((id) => !removed.includes(id)), ...added]);
        expect(table.ids).toEqual(new PhotoTable([...left].map((id) => photo(id))).ids);
      }),
    );
  });

  it('replace those with the same id', () => {
    const table = new PhotoTable([photo('a'), photo('b')]).with([photo('b', { bytes: 7 })], []);
    expect(table.ids).toEqual(['a', 'b']);
    expect(table.get('b')?.bytes).toBe(7);
  });

  it('tell of subfolders, the top first', () => {
    const at = (relativePath: string) => photo(relativePath, { relativePath });
    const table = new PhotoTable([at('Party/Dance/x.jpg'), at('b.jpg'), at('Ceremony/y.jpg')]);
    expect(table.subfolders).toEqual(['', 'Ceremony', 'Party/Dance']);
    expect(table.hasSubfolders).toBe(true);
    expect(new PhotoTable([photo('a')]).hasSubfolders).toBe(false);
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
