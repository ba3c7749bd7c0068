import { expect, it } from 'vitest';
import type { Batch, Job } from '../../../electron/engine/index.ts';
import { fidelityOf } from '../../../electron/workspace/fidelity.ts';

const details = {
  originalWidth: 4000,
  originalHeight: 6000,
  width: 4000,
  height: 6000,
  bytes: 9_000_000,
  bitDepth: 8,
  profile: 'kept',
  exif: 'trimmed',
  xmp: 'kept',
  iptc: 'none',
  quality: 96,
  unchanged: 0.62,
  encoder: 'matched',
  reshaped: false,
  fade: 0.4,
};
const job = (change: object) => ({ state: 'exported', skipped: undefined, details, ...change }) as unknown as Job;
const batch = { options: { metadata: 'no-location' } } as unknown as Batch;

it('tells what was measured, and what had been asked for', () => {
  expect(fidelityOf(job({}), batch)).toEqual({
    original: { width: 4000, height: 6000 },
    result: { width: 4000, height: 6000 },
    bytes: 9_000_000,
    bitDepth: 8,
    profile: 'kept',
    metadata: { exif: 'trimmed', xmp: 'kept', iptc: 'none' },
    rule: 'no-location',
    quality: 96,
    unchanged: 0.62,
    encoder: 'matched',
    reshaped: false,
    fade: 0.4,
  });
});

it('does not guess at what another version did not write, or wrote otherwise', () => {
  const odd = { width: 4000, exif: 'lost', unchanged: Number.NaN, reshaped: 'no', bitDepth: 12 };
  const view = fidelityOf(job({ details: odd }), undefined);
  expect(view).toMatchObject({ fade: 1, metadata: { exif: undefined } });
  expect([view?.result, view?.unchanged, view?.reshaped, view?.bitDepth, view?.rule]).toEqual(Array(5).fill(undefined));
});

it.each([{ state: 'failed' }, { skipped: { code: 'already-there', message: '' } }])(
  'has nothing to say where nothing was written: %j',
  (change) => {
    expect(fidelityOf(job(change), batch)).toBeUndefined();
  },
);
