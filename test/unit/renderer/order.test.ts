import { describe, expect, it } from 'vitest';
import type { PhotoView } from '../../../electron/contract/index.ts';
import {
  everything,
  facetsOf,
  isEverything,
  matches,
  passing,
  type PhotoFilter,
} from '../../../renderer/state/library/filter.ts';
import { arrange, concerns, sameGroups, sameOrder, type Arrangement } from '../../../renderer/state/library/order.ts';
import { PhotoTable } from '../../../renderer/state/library/photo-table.ts';
import { filters, groupOf, rankOf } from '../../../renderer/state/library/status.ts';
import { everyStatus, photo } from './photos.ts';

const plain: Arrangement = {
  filter: everything,
  sort: 'name',
  reversed: false,
  grouped: true,
  collapsed: new Set(),
};

const statuses = new PhotoTable(
  everyStatus.map((status, index) => photo(`p${String(index).padStart(2, '0')}`, { status })),
);

const marked = (id: string, rating: number, flag: PhotoView['marks']['flag'] = 'none') =>
  photo(id, { marks: { rating, flag } });
const marks = new PhotoTable([
  marked('a', 0),
  marked('b', 3, 'pick'),
  marked('c', 5),
  marked('d', 3, 'reject'),
  photo('e', { marks: { rating: 4, flag: 'pick' }, status: { kind: 'waiting' } }),
]);

const order = (table: PhotoTable, change: Partial<Arrangement>) => arrange(table, { ...plain, ...change }).order;

describe('filtering', () => {
  it('puts every status into exactly one group', () => {
    const shown = filters
      .filter((id) => id !== 'all')
      .flatMap((status) => passing(statuses, { ...everything, status }));
    expect([...shown].sort()).toEqual(statuses.ids);
  });

  it('shows only the chosen status', () => {
    const shown = passing(statuses, { ...everything, status: 'working' });
    expect(shown).toHaveLength(5);
    for (const id of shown) expect(groupOf((statuses.get(id) ?? photo('')).status)).toBe('working');
  });

  it.each<[Partial<PhotoFilter>, string]>([
    [{ stars: 3 }, 'bcde'],
    [{ flag: 'pick' }, 'be'],
    [{ flag: 'none' }, 'ac'],
    [{ stars: 4, flag: 'pick' }, 'e'],
    [{ stars: 1, flag: 'pick', status: 'todo' }, 'b'],
  ])('%j shows %s', (change, shown) => {
    expect(passing(marks, { ...everything, ...change }).join('')).toBe(shown);
  });

  it('finds names by words in any case and order, in the subfolder too', () => {
    const at = (relativePath: string) => photo(relativePath, { relativePath });
    const table = new PhotoTable([at('Ceremony/IMG_1.jpg'), at('Party/IMG_12.jpg'), at('x.jpg')]);
    const found = (text: string) => passing(table, { ...everything, text });
    expect(found('img_1')).toHaveLength(2);
    expect(found(' 12 party ')).toEqual(['Party/IMG_12.jpg']);
    expect(found('   ')).toHaveLength(3);
  });

  it('knows when nothing is filtered', () => {
    expect(isEverything(everything)).toBe(true);
    expect(isEverything({ ...everything, text: ' ' })).toBe(true);
    expect(isEverything({ ...everything, stars: 1 })).toBe(false);
  });
});

describe('the counts at each filter', () => {
  it('tell what choosing it would show', () => {
    const base: PhotoFilter[] = [everything, { ...everything, stars: 3 }, { ...everything, flag: 'pick', text: 'b' }];
    for (const filter of base) {
      const facets = facetsOf(marks, filter);
      for (const status of filters) {
        expect(facets.status[status]).toBe(passing(marks, { ...filter, status }).length);
      }
      for (const stars of [0, 1, 2, 3, 4, 5]) {
        expect(facets.stars[stars]).toBe(passing(marks, { ...filter, stars }).length);
      }
      for (const flag of ['none', 'pick', 'reject'] as const) {
        expect(facets.flags[flag]).toBe(passing(marks, { ...filter, flag }).length);
      }
    }
  });

  it('agree with the judgement of a single photo', () => {
    const filter: PhotoFilter = { status: 'todo', stars: 3, flag: 'any', text: 'd' };
    const single = marks.ids.filter((id) => matches(marks.get(id) ?? photo(''), filter));
    expect(passing(marks, filter)).toEqual(single);
  });
});

describe('sorting', () => {
  it('puts statuses that need a person first, and names in order within', () => {
    const ranks = order(statuses, { sort: 'status' }).map((id) => rankOf(statuses.get(id)?.status ?? { kind: 'idle' }));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(statuses.get(order(statuses, { sort: 'status' })[0] ?? '')?.status.kind).toBe('undecided');
    expect(order(new PhotoTable(['b', 'a', 'c'].map((id) => photo(id))), { sort: 'status' })).toEqual(['a', 'b', 'c']);
  });

  it('puts the best first, and backwards the worst, with names forwards in both', () => {
    expect(order(marks, { sort: 'rating' }).join('')).toBe('cebda');
    expect(order(marks, { sort: 'rating', reversed: true }).join('')).toBe('abdec');
  });

  it('goes by capture time, or by the file’s own where it does not say', () => {
    const table = new PhotoTable([
      photo('a', { capturedAt: 30 }),
      photo('b', { capturedAt: 10, modifiedAt: 99 }),
      photo('c', { modifiedAt: 20 }),
    ]);
    expect(order(table, { sort: 'captured' }).join('')).toBe('bca');
    expect(order(table, { sort: 'captured', reversed: true }).join('')).toBe('acb');
  });

  it('turns names round', () => {
    expect(order(marks, { reversed: true }).join('')).toBe('edcba');
  });
});

describe('subfolders', () => {
  const at = (relativePath: string, rating = 0) =>
    photo(relativePath, { relativePath, marks: { rating, flag: 'none' } });
  const table = new PhotoTable([at('B/1', 1), at('B/2', 5), at('z'), at('A/9'), at('a')]);

  it('are groups, the top first, each sorted for itself', () => {
    const { order, groups } = arrange(table, { ...plain, sort: 'rating' });
    expect(order).toEqual(['a', 'z', 'A/9', 'B/2', 'B/1']);
    expect(groups).toEqual([
      { path: '', count: 2, from: 0, to: 2, collapsed: false },
      { path: 'A', count: 1, from: 2, to: 3, collapsed: false },
      { path: 'B', count: 2, from: 3, to: 5, collapsed: false },
    ]);
  });

  it('folded up show nothing but their count', () => {
    const { order, groups } = arrange(table, { ...plain, collapsed: new Set(['', 'B']) });
    expect(order).toEqual(['A/9']);
    expect(groups.map(({ path, count, from, to }) => [path, count, to - from])).toEqual([
      ['', 2, 0],
      ['A', 1, 1],
      ['B', 2, 0],
    ]);
  });

  it('without a match are left out', () => {
    const { groups } = arrange(table, { ...plain, filter: { ...everything, stars: 1 } });
    expect(groups.map(({ path }) => path)).toEqual(['B']);
  });

  it('are no groups where they are not wanted, or not there', () => {
    expect(arrange(table, { ...plain, grouped: false }).groups).toEqual([]);
    expect(arrange(marks, plain).groups).toEqual([]);
  });
});

describe('what is worked out again', () => {
  const change = (kind: 'statuses' | 'marks' | 'times') => ({
    statuses: kind === 'statuses',
    marks: kind === 'marks',
    times: kind === 'times',
  });

  it('is only what the filter or the sort goes by', () => {
    for (const kind of ['statuses', 'marks', 'times'] as const) expect(concerns(plain, change(kind))).toBe(false);
    expect(concerns({ ...plain, sort: 'status' }, change('statuses'))).toBe(true);
    expect(concerns({ ...plain, sort: 'rating' }, change('marks'))).toBe(true);
    expect(concerns({ ...plain, sort: 'captured' }, change('times'))).toBe(true);
    expect(concerns({ ...plain, filter: { ...everything, flag: 'pick' } }, change('marks'))).toBe(true);
    expect(concerns({ ...plain, filter: { ...everything, flag: 'pick' } }, change('statuses'))).toBe(false);
  });

  it('is known to be the same', () => {
    expect(sameOrder(['a', 'b'], ['a', 'b'])).toBe(true);
    expect(sameOrder(['a', 'b'], ['b', 'a'])).toBe(false);
    expect(sameOrder(['a'], ['a', 'b'])).toBe(false);
    const group = { path: 'A', count: 1, from: 0, to: 1, collapsed: false };
    expect(sameGroups([group], [{ ...group }])).toBe(true);
    expect(sameGroups([group], [{ ...group, count: 2 }])).toBe(false);
    expect(sameGroups([group], [])).toBe(false);
  });
});
