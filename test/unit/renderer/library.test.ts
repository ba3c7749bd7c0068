import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { FolderView, PhotoView } from '../../../electron/contract/index.ts';
import { everything } from '../../../renderer/state/library/filter.ts';
import {
  activate,
  changeFolder,
  changeSelection,
  foldGroup,
  hideFolder,
  patchFolder,
  patchPhotos,
  rememberPlace,
  showFolder,
  showOnly,
  sortBy,
  useLibrary,
} from '../../../renderer/state/library/library.ts';
import { markTargets } from '../../../renderer/state/edits/marking.ts';
import { useView } from '../../../renderer/state/view.ts';
import { photo } from './photos.ts';

const sent = vi.hoisted(() => vi.fn());
vi.mock('../../../renderer/state/attempt.ts', () => ({
  attempt: (...args: unknown[]) => {
    sent(...args);
    return Promise.resolve({ done: true, value: undefined });
  },
  accepted: () => undefined,
}));

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });

const folder = (id: string, names: string, change: Partial<FolderView> = {}): FolderView => ({
  id,
  name: id,
  path: `/${id}`,
  photos: [...names].map((name) => inFolder(id, name)),
  hot: undefined,
  skipped: 0,
  linksOut: 0,
  ...change,
});
const hot = { creditsPerDay: 400, committedToday: 0, heldUntilTomorrow: 0, question: undefined };

const inFolder = (id: string, name: string, change: Partial<PhotoView> = {}): PhotoView =>
  photo(id + name, { folder: id, ...change });

const now = () => useLibrary.getState();
const shown = () => now().order.join(' ');

beforeEach(() => {
  for (const { id } of now().folders) hideFolder(id);
  sortBy('name');
  useView.setState({ screen: 'grid' });
  sent.mockClear();
});

describe('several folders', () => {
  beforeEach(() => {
    showFolder(folder('f', 'abc'));
    showFolder(folder('g', 'xy'));
  });

  it('have a tab each, and the newest is shown', () => {
    expect(now().folders.map(({ id }) => id)).toEqual(['f', 'g']);
    expect(shown()).toBe('gx gy');
  });

  it('are found as they were left', () => {
    showOnly({ text: 'y' });
    changeSelection({ kind: 'one', id: 'gy' });
    rememberPlace('g', { scroll: { id: 'gy', offset: 7 }, cursor: 'gy' });
    activate('f');
    expect(shown()).toBe('fa fb fc');
    expect(now().filter).toEqual(everything);
    activate('g');
    expect(shown()).toBe('gy');
    expect(now().selection.cursor).toBe('gy');
    expect(now().place).toEqual({ scroll: { id: 'gy', offset: 7 }, cursor: 'gy' });
  });

  it('hear of news while another one is shown', () => {
    patchPhotos([{ id: 'fb', marks: { rating: 5, flag: 'pick' } }]);
    changeFolder({ folder: 'f', added: [inFolder('f', 'd')], removed: ['fa'] });
    rememberPlace('f', { scroll: { id: 'fb', offset: 1 }, cursor: 'fb' });
    expect(shown()).toBe('gx gy');
    activate('f');
    expect(shown()).toBe('fb fc fd');
    expect(now().table.get('fb')?.marks.rating).toBe(5);
    expect(now().facets.flags.pick).toBe(1);
    expect(now().selection.cursor).toBe('fb');
    expect(now().place?.scroll?.id).toBe('fb');
  });

  it('make room for their neighbour when closed', () => {
    hideFolder('g');
    expect(now().folder?.id).toBe('f');
    expect(shown()).toBe('fa fb fc');
    hideFolder();
    expect(now().folder).toBeUndefined();
    expect(shown()).toBe('');
  });

  it('may be closed unseen', () => {
    hideFolder('f');
    expect(now().folders.map(({ id }) => id)).toEqual(['g']);
    activate('f');
    expect(now().folder?.id).toBe('g');
  });

  it('come to the front, brought up to date, when opened again', () => {
    changeSelection({ kind: 'one', id: 'gy' });
    activate('f');
    showFolder(folder('g', 'yz', { hot }));
    expect(now().folders).toHaveLength(2);
    expect(shown()).toBe('gy gz');
    expect(now().folder?.hot).toBe(hot);
    expect(now().selection.cursor).toBe('gy');
  });

  it('tell in their tab what was changed', () => {
    patchFolder('f', { hot });
    expect(now().folders.map(({ hot }) => hot)).toEqual([hot, undefined]);
    expect(now().folder?.hot).toBe(undefined);
  });
});

describe('a folder that changes by itself', () => {
  beforeEach(() => showFolder(folder('f', 'bcd')));

  it('keeps the selection, and says that nobody asked', () => {
    changeSelection({ kind: 'one', id: 'fc' });
    changeFolder({ folder: 'f', added: [inFolder('f', 'a')], removed: ['fd'] });
    expect(shown()).toBe('fa fb fc');
    expect(now().selection).toMatchObject({ cursor: 'fc', ids: new Set(['fc']) });
    expect(now().cause).toBe('news');
  });

  it('lets go of photos that are gone', () => {
    changeSelection({ kind: 'all' });
    changeFolder({ folder: 'f', added: [], removed: ['fb'] });
    expect(now().selection.ids).toEqual(new Set(['fc', 'fd']));
  });

  it('leaves the order alone while nothing in it moves', () => {
    const { order } = now();
    patchPhotos([{ id: 'fb', status: { kind: 'waiting' } }]);
    expect(now().order).toBe(order);
    expect(now().facets.status.working).toBe(1);
  });

  it('passes over a folder that is not open', () => {
    changeFolder({ folder: 'nowhere', added: [inFolder('nowhere', 'a')], removed: [] });
    expect(shown()).toBe('fb fc fd');
  });
});

it('keeps photos of a folded subfolder out of every command', () => {
  const at = (id: string, relativePath: string) => photo(id, { folder: 'f', relativePath });
  showFolder(folder('f', '', { photos: [at('a', 'a'), at('b', 'B/b'), at('c', 'B/c')] }));
  changeSelection({ kind: 'all' });
  foldGroup('B');
  expect(shown()).toBe('a');
  expect(now().selection.ids).toEqual(new Set(['a']));
  foldGroup('B');
  expect(shown()).toBe('a b c');
});

describe('flags and stars', () => {
  const flags = () => now().table.ids.map((id) => now().table.get(id)?.marks.flag);
  beforeEach(() => showFolder(folder('f', 'abc')));

  it('go to the whole selection, and to the main process', () => {
    changeSelection({ kind: 'all' });
    markTargets({ flag: 'pick' }, true);
    expect(flags()).toEqual(['pick', 'pick', 'pick']);
    expect(now().selection.cursor).toBe('fa');
    expect(sent).toHaveBeenCalledWith('photos:mark', ['fa', 'fb', 'fc'], { flag: 'pick' });
  });

  it('go to the one photo that is looked at in the loupe', () => {
    changeSelection({ kind: 'all' });
    useView.setState({ screen: 'loupe' });
    markTargets({ flag: 'reject' }, true);
    expect(flags()).toEqual(['reject', 'none', 'none']);
    expect(now().selection.cursor).toBe('fb');
    expect(now().selection.ids.size).toBe(3);
  });

  it('go on to the next photo when asked, once', () => {
    markTargets({ rating: 3 }, true);
    expect(now().selection.cursor).toBe('fb');
    markTargets({ rating: 2 }, false);
    expect(now().selection.cursor).toBe('fb');
  });

  it('do not skip one when the mark takes the photo out of sight', () => {
    showOnly({ flag: 'none' });
    markTargets({ flag: 'reject' }, true);
    expect(shown()).toBe('fb fc');
    expect(now().selection.cursor).toBe('fb');
  });

  it('go on to the photo that was next, wherever the mark sorts this one to', () => {
    sortBy('rating');
    changeSelection({ kind: 'one', id: 'fb' });
    markTargets({ rating: 5 }, true);
    expect(shown()).toBe('fb fa fc');
    expect(now().selection.cursor).toBe('fc');
  });
});
