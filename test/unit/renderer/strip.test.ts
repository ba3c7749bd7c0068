import { beforeEach, describe, expect, it } from 'vitest';
import type { StripCell } from '../../../electron/contract/index.ts';
import { parseShownLevel } from '../../../renderer/text/format.ts';
import { beginStrip, forgetStrip, showStrip, useStrip } from '../../../renderer/state/strip.ts';
import { parseLevels, rowsOf, standardLevels, stripCredits, tick } from '../../../renderer/strip/strip-plan.ts';

const cell = (photo: string, level: number): StripCell => ({
  id: `${photo}-${String(level)}`,
  photo,
  level,
  state: 'waiting',
  reason: undefined,
});

describe('the levels of a strip', () => {
  it.each([
    [standardLevels, [0.3, 0.5, 0.8]],
    [
      ['80', '', '30'],
      [0.3, 0.8],
    ],
    [['50', '50 %', '50'], [0.5]],
    [['30', 'x', '80'], undefined],
    [['', ' ', ''], undefined],
    [['101', '5', '6'], undefined],
  ])('typed as %j are %j', (typed, levels) => {
    expect(parseLevels(typed, parseShownLevel)).toEqual(levels);
  });
});

it('costs eight credits for each picture', () => {
  expect(stripCredits(3, 3)).toBe(72);
});

it('takes three photos, a fourth in place of the first', () => {
  expect(tick(['a', 'b'], 'c')).toEqual(['a', 'b', 'c']);
  expect(tick(['a', 'b', 'c'], 'd')).toEqual(['b', 'c', 'd']);
  expect(tick(['a', 'b', 'c'], 'b')).toEqual(['a', 'c']);
});

it('has a row for each photo, from the lowest level to the highest', () => {
  const rows = rowsOf([cell('b', 0.8), cell('a', 0.3), cell('b', 0.3)]);
  expect(rows.map(({ photo, cells }) => [photo, cells.map(({ level }) => level)])).toEqual([
    ['b', [0.3, 0.8]],
    ['a', [0.3]],
  ]);
});

describe('the strip on screen', () => {
  beforeEach(() => forgetStrip());
  const strip = (id: string, ...cells: StripCell[]) => ({ id, cells });

  it('follows its news and no other’s', () => {
    beginStrip(strip('one'));
    showStrip(strip('old', cell('a', 0.3)));
    expect(useStrip.getState().strip?.cells).toEqual([]);
    showStrip(strip('one', cell('a', 0.3)));
    expect(useStrip.getState().strip?.cells).toHaveLength(1);
  });
});
