import { exifOrientation } from '../tiff/orientation.ts';
import type { PictureDigest } from './digest.ts';
import { MOST_TAKEN, type PictureReader } from './feed.ts';

/** Chunks of a WebP file with coded pixels: lossy, lossless, transparency, a frame of an animation. */
const PIXELS = new Set(['VP8 ', 'VP8L', 'ALPH', 'ANMF']);

/**
 * A WebP file's coded pixels, then profile and orientation. `VP8X` is left out: programs add it together with metadata, and
 * only animations need what it says.
 */
export function* readWebp(digest: PictureDigest): PictureReader {
  yield { skip: 12 };
  let canvas: Buffer | undefined;
  let profile: Buffer | undefined;
  let orientation: number | undefined;
  let pixels = false;
  for (;;) {
    const head = yield { take: 8 };
    if (head.length < 8) break;
    const name = head.subarray(0, 4).toString('latin1');
    const length = head.readUInt32LE(4);
    if (PIXELS.has(name)) {
      if (name === 'ANMF' && canvas !== undefined) digest.fact('canvas', canvas);
      pixels = true;
      yield { hash: length };
      digest.endData(name);
    } else if (length <= MOST_TAKEN && ['VP8X', 'ICCP', 'EXIF'].includes(name)) {
      const bytes = yield { take: length };
      if (name === 'VP8X') canvas ??= bytes.subarray(4, 10);
      else if (name === 'ICCP') profile ??= bytes;
      else orientation ??= exifOrientation(bytes);
    } else yield { skip: length };
    yield { skip: length % 2 };
  }
  if (!pixels) return false;
  if (profile !== undefined) digest.fact('profile', profile);
  digest.fact('orientation', orientation ?? 1);
  return true;
}
