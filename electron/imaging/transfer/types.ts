/** Pixels of one picture, interleaved, rows from the top, without padding. */
export interface Pixels {
  readonly data: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  /** Colour channels (1 or 3), plus 1 when there is alpha (then the last one). */
  readonly channels: 1 | 2 | 3 | 4;
}

/** Some rows of a picture: `height` is the whole picture's, `data` begins with the row `firstRow` (0 where it is not given). */
export interface PixelRows extends Pixels {
  readonly firstRow?: number;
}

/** 8-bit RGB at the service's size. */
export interface SmallPicture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * `lossless`: what came back is no JPEG. `matched`: its encoder's noise could be imitated. `unmatched`: it could not, so that
 * noise has to be told from retouching by its strength.
 */
export type EncoderMatch = 'lossless' | 'matched' | 'unmatched';
