import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { againRequests, outputRootOf } from '../../../renderer/export/export-again.ts';
import { fadeOf, isOutdated, withFades } from '../../../renderer/state/edits/fade.ts';
import { debounced, HOLD_MS } from '../../../renderer/state/edits/debounced.ts';
import { dropStale } from '../../../renderer/state/edits/pending-writes.ts';
import { standardExport } from '../../../renderer/state/preferences.ts';
import { photo } from './photos.ts';

const exported = (at: number, output = '/out/a.jpg') => ({ kind: 'exported', output, at }) as const;

describe('files written with another fade', () => {
  it('are those whose fade was changed after the export, until it is changed back', () => {
    const written = withFades(new Map(), [photo('a', { status: exported(1), fade: 1 }), photo('b')]);
    expect(isOutdated(photo('a', { status: exported(1), fade: 0.5 }), written)).toBe(true);
    expect(isOutdated(photo('a', { status: exported(1), fade: 1 }), written)).toBe(false);
    expect(isOutdated(photo('b', { fade: 0.2 }), written)).toBe(false);
  });

  it('are up to date again after the next export', () => {
    const first = withFades(new Map(), [photo('a', { status: exported(1) })]);
    const again = photo('a', { status: exported(2), fade: 0.5 });
    expect(isOutdated(again, first)).toBe(false);
    expect(isOutdated({ ...again, fade: 0.7 }, withFades(first, [again]))).toBe(true);
  });

  it('keep what they were written with however often the slider moves', () => {
    const first = withFades(new Map(), [photo('a', { status: exported(1), fade: 1 })]);
    expect(withFades(first, [photo('a', { status: exported(1), fade: 0.4 })]).get('a')).toEqual({ at: 1, fade: 1 });
  });
});

it('says the fade of several photos only where they agree', () => {
  expect(fadeOf([{ fade: 0.5 }, { fade: 0.5 }])).toBe(0.5);
  expect(fadeOf([{ fade: 0.5 }, { fade: 1 }])).toBeUndefined();
  expect(fadeOf([{ fade: 0 }, { fade: 0 }])).toBe(0);
  expect(fadeOf([])).toBeUndefined();
});

describe('exporting again', () => {
  it.each([
    ['/out/Ana - Retouched/a.jpg', 'a.jpg', '/out/Ana - Retouched'],
    ['/out/Ana - Retouched/Church/1/a.jpg', 'Church/1/a.cr2', '/out/Ana - Retouched'],
    ['C:\\Out\\Church\\a.jpg', 'Church/a.jpg', 'C:\\Out'],
    ['D:\\a.jpg', 'a.jpg', 'D:\\'],
    ['\\\\nas\\share\\out\\a.jpg', 'a.jpg', '\\\\nas\\share\\out'],
    ['/a.jpg', 'a.jpg', '/'],
  ])('%s of %s goes to %s', (output, relativePath, root) => {
    expect(outputRootOf({ status: exported(1, output), relativePath })).toBe(root);
  });

  it('writes over the earlier results, folder by folder, and leaves out what has none', () => {
    const photos = [
      photo('a', { status: exported(1, '/one/a.jpg') }),
      photo('b', { status: exported(1, '/two/b.jpg') }),
      photo('c', { status: exported(1, '/one/c.jpg') }),
      photo('d'),
    ];
    const requests = againRequests('f', photos, standardExport);
    expect(requests.map(({ output, photos }) => [output, photos])).toEqual([
      ['/one', ['a', 'c']],
      ['/two', ['b']],
    ]);
    expect(requests.every((each) => each.export.onConflict === 'overwrite')).toBe(true);
  });
});

describe('changes that are held back', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const sent = () => {
    const calls: [readonly string[], object][] = [];
    const held = debounced<object>(
      'settings',
      (photos, change) => {
        calls.push([photos, change]);
        return Promise.resolve();
      },
      (before, after) => ({ ...before, ...after }),
    );
    return { calls, ...held };
  };

  it('are sent once, merged, after the last of them', () => {
    const { calls, push } = sent();
    push(['a'], { level: 0.1 });
    vi.advanceTimersByTime(HOLD_MS - 1);
    push(['a'], { level: 0.2, multiFace: true });
    vi.advanceTimersByTime(HOLD_MS - 1);
    expect(calls).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(calls).toEqual([[['a'], { level: 0.2, multiFace: true }]]);
  });

  it('hold back news that was sent before they arrived, and no longer', async () => {
    const { push, flush } = sent();
    const news = [{ id: 'a', settings: { level: 0.3, multiFace: false }, fade: 1 }];
    push(['a'], { level: 0.1 });
    expect(dropStale(news)).toEqual([{ id: 'a', fade: 1 }]);
    push(['a'], { level: 0.2 });
    flush();
    expect(dropStale(news)).toEqual([{ id: 'a', fade: 1 }]);
    expect(dropStale([{ ...news[0], id: 'b' }])).toEqual([{ ...news[0], id: 'b' }]);
    await Promise.resolve().then(() => undefined);
    expect(dropStale(news)).toEqual(news);
  });

  it('are sent at once when other photos follow, or when somebody needs them', () => {
    const { calls, push, flush } = sent();
    push(['a'], { level: 0.1 });
    push(['b'], { level: 0.9 });
    expect(calls).toEqual([[['a'], { level: 0.1 }]]);
    flush();
    flush();
    vi.runAllTimers();
    expect(calls).toEqual([
      [['a'], { level: 0.1 }],
      [['b'], { level: 0.9 }],
    ]);
  });
});
