import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsOf, count, credits, duration, keepEnd, printable } from '../../../electron/cli/text.ts';

describe('printable', () => {
  test.each([
    ['tab\there.jpg', 'tab\\there.jpg'],
    ['line\nbreak\r.jpg', 'line\\nbreak\\r.jpg'],
    ['\u001b[31mred\u0007.jpg', '\\x1b[31mred\\x07.jpg'],
    ['\u009b2J', '\\x9b2J'],
    ['gpj.\u202eanna', 'gpj.\\u202eanna'],
    ['half \ud83d smile', 'half \\ud83d smile'],
    ['half \ude00 smile', 'half \\ude00 smile'],
    ['👩🏽‍🦱 portrait 🎉.jpg', '👩🏽‍🦱 portrait 🎉.jpg'],
    ['صورة شخصية.jpeg', 'صورة شخصية.jpeg'],
    ['写真 テスト', '写真 テスト'],
    ['back\\slash', 'back\\slash'],
  ])('%j is shown as %s', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test('whatever goes in, nothing comes out that a terminal obeys', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
        (text) => {
          const shown = printable(text);
          expect(shown).not.toMatch(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
          expect(shown.isWellFormed()).toBe(true);
        },
      ),
    );
  });
});

describe('columns', () => {
  test.each([
    ['anna.jpg', 8],
    ['', 0],
    ['café', 4],
    ['cafe\u0301', 4],
    ['写真', 4],
    ['ｶﾅ', 2],
    ['👩🏽‍🦱', 2],
    ['❤️', 2],
    ['🇩🇪', 2],
    ['한글', 4],
  ])('%j takes %i', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });

  test('a long text keeps its end, whole characters, and its width', () => {
    expect(keepEnd('day 1/anna.jpg', 14)).toBe('day 1/anna.jpg');
    expect(keepEnd('day 1/anna.jpg', 9)).toBe('…anna.jpg');
    expect(keepEnd('写真テスト.jpg', 8)).toBe('…ト.jpg');
    expect(keepEnd('abc', 0)).toBe('');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 30 }), (text, columns) => {
        expect(columnsOf(keepEnd(text, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

test.each([
  [0, '0 s'],
  [45.4, '45 s'],
  [59.6, '1 min 00 s'],
  [200, '3 min 20 s'],
  [3600, '1 h 00 min'],
  [3900, '1 h 05 min'],
  [-5, '0 s'],
])('%d seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test('counts and credits', () => {
  expect([count(1, 'photo'), count(0, 'photo'), count(2, 'photo')]).toEqual(['1 photo', '0 photos', '2 photos']);
  expect([credits(1), credits(0.1 + 0.2), credits(12.5)]).toEqual(['1 credit', '0.3 credits', '12.5 credits']);
});
