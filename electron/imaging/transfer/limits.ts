import type { EncoderMatch } from './types.ts';

/**
 * Pixels that a tile needs around it, so that its inside does not depend on where the tiles lie: the sum of the radii on the longest
 * way (3 + 7 + 6 + 6 to the medium detail; to the unmatched mask 3 + 16 + 9 + 3 * 3), two for enlarging, and a whole number of vectors.
 */
export const tileMargin: Record<EncoderMatch, number> = { lossless: 24, matched: 24, unmatched: 40 };

/** How sure a difference must be. Where the encoder could not be imitated, its noise looks like retouching. */
interface Limits {
  readonly gainFloor: number;
  readonly noise: number;
  readonly tone: readonly [number, number];
  readonly lostDetail: readonly [number, number];
}

export const limits: Record<EncoderMatch, Limits> = {
  lossless: { gainFloor: 0.3, noise: 1.6, tone: [0.6, 1.6], lostDetail: [0.15, 0.4] },
  matched: { gainFloor: 0.3, noise: 1.6, tone: [0.6, 1.6], lostDetail: [0.15, 0.4] },
  unmatched: { gainFloor: 1, noise: 2, tone: [3, 5], lostDetail: [0.42, 0.65] },
};
