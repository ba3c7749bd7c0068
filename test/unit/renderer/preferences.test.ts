import { expect, it } from 'vitest';
import { parsePreferences, standardExport } from '../../../renderer/state/preferences.ts';

it('takes what it knows from what was stored', () => {
  const stored = { language: 'es', thumbSize: 240, sort: 'status', inspector: false, export: { quality: 88 } };
  expect(parsePreferences(stored)).toEqual({ ...stored, export: { ...standardExport, quality: 88 } });
});

it.each([null, 'text', 7, [], { thumbSize: 9e9, sort: 'colour', inspector: 'yes', export: { quality: 0, size: 3 } }])(
  'falls back to the defaults for %j',
  (stored) => {
    expect(parsePreferences(stored)).toEqual({
      language: undefined,
      thumbSize: 190,
      sort: 'name',
      inspector: true,
      export: standardExport,
    });
  },
);

it('never remembers to overwrite', () => {
  expect(parsePreferences({ export: { onConflict: 'overwrite' } }).export.onConflict).toBe('rename');
  expect(parsePreferences({ export: { onConflict: 'skip' } }).export.onConflict).toBe('skip');
});
