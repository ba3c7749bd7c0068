import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatDollars,
  formatMegapixels,
  levelToShown,
  parseCredits,
  parseShownLevel,
  roughTime,
  shownToLevel,
} from '../../../renderer/text/format.ts';

describe('the beauty level', () => {
  it('shows 0..1 as 0..100 and comes back unchanged for every whole number', () => {
    for (let shown = 0; shown <= 100; shown++) expect(levelToShown(shownToLevel(shown))).toBe(shown);
  });

  it('never leaves its range', () => {
    expect(levelToShown(1.2)).toBe(100);
    expect(levelToShown(-1)).toBe(0);
    expect(shownToLevel(140)).toBe(1);
    expect(shownToLevel(-3)).toBe(0);
  });

  it.each([
    ['50', 0.5],
    [' 7 % ', 0.07],
    ['33,4', 0.33],
    ['0', 0],
    ['100', 1],
  ])('reads %j', (text, level) => expect(parseShownLevel(text)).toBe(level));

  it.each(['', 'abc', '101', '-1', '5 0', '1e2', '0x10'])('refuses %j', (text) =>
    expect(parseShownLevel(text)).toBeUndefined(),
  );
});

describe('the credit limit', () => {
  it('tells empty, a number, and nonsense apart', () => {
    expect(parseCredits('  ')).toBe('none');
    expect(parseCredits('800')).toBe(800);
    for (const text of ['0', '-8', '8.5', 'many', '1e3']) expect(parseCredits(text)).toBeUndefined();
  });
});

describe('time left', () => {
  it.each([
    [0, { unit: 'seconds', seconds: 5 }],
    [12, { unit: 'seconds', seconds: 15 }],
    [55, { unit: 'seconds', seconds: 55 }],
    [56, { unit: 'minutes', minutes: 1 }],
    [61, { unit: 'minutes', minutes: 2 }],
    [3540, { unit: 'minutes', minutes: 59 }],
    [3541, { unit: 'hours', hours: 1, minutes: 0 }],
    [9000, { unit: 'hours', hours: 2, minutes: 30 }],
  ])('rounds %d seconds up to what can be planned with', (seconds, time) => expect(roughTime(seconds)).toEqual(time));

  it('never promises less than it takes', () => {
    for (let seconds = 1; seconds < 20_000; seconds += 7) {
      const time = roughTime(seconds);
      const promised =
        time.unit === 'seconds'
          ? time.seconds
          : time.unit === 'minutes'
            ? time.minutes * 60
            : time.hours * 3600 + time.minutes * 60;
      expect(promised).toBeGreaterThanOrEqual(seconds);
    }
  });
});

describe('sizes and money', () => {
  it('counts bytes in decimal units, as cameras do', () => {
    expect(formatBytes(999, 'en')).toBe('999 bytes');
    expect(formatBytes(2_436_936, 'en')).toBe('2.4 MB');
    expect(formatBytes(24_600_000_000, 'en')).toBe('24.6 GB');
  });

  it('writes numbers as the language does', () => {
    expect(formatBytes(2_436_936, 'es')).toBe('2,4 MB');
    expect(formatMegapixels(6000, 4000, 'en')).toBe('24');
    expect(formatMegapixels(1999, 1564, 'es')).toBe('3,1');
    expect(formatDollars(1234.5, 'en')).toBe('$1,234.50');
  });
});
