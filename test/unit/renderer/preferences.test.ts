import { describe, expect, it } from 'vitest';
import { firstOptions, standardExport, withPreset } from '../../../renderer/state/preferences.ts';

describe('the options an export begins with', () => {
  it('are those of the last one', () => {
    const lastExport = { ...standardExport, quality: 88, name: '{date}-{seq}' };
    expect(firstOptions({ lastExport })).toEqual(lastExport);
  });

  it('are the standard ones before there was any', () => {
    expect(firstOptions({ lastExport: undefined })).toEqual(standardExport);
  });

  it('never remember to overwrite', () => {
    const options = (onConflict: 'overwrite' | 'skip') =>
      firstOptions({ lastExport: { ...standardExport, onConflict } });
    expect(options('overwrite').onConflict).toBe('rename');
    expect(options('skip').onConflict).toBe('skip');
  });
});

it('keeps a preset in its place when it is saved again', () => {
  const [a, b] = [
    { name: 'Web', options: standardExport },
    { name: 'Print', options: standardExport },
  ];
  const better = { name: 'Web', options: { ...standardExport, quality: 80 } };
  expect(withPreset([a, b], better)).toEqual([better, b]);
  expect(withPreset([a], b)).toEqual([a, b]);
});
