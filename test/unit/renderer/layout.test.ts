import { expect, it } from 'vitest';
import { parseLayout } from '../../../renderer/state/layout.ts';

it('takes what it knows from what was stored', () => {
  const stored = { thumbSize: 240, sort: 'status', reversed: true, grouped: false, inspector: false };
  expect(parseLayout({ ...stored, language: 'es' })).toEqual(stored);
});

it.each([null, 'text', 7, [], { thumbSize: 9e9, sort: 'colour', reversed: 1, grouped: null, inspector: 'yes' }])(
  'falls back to the defaults for %j',
  (stored) => {
    expect(parseLayout(stored)).toEqual({
      thumbSize: 190,
      sort: 'name',
      reversed: false,
      grouped: true,
      inspector: true,
    });
  },
);
