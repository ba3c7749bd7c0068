/** Pixels of one picture, interleaved, rows from the top, without padding. */
export interface Pixels {
  readonly data: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  /** Colour channels (1 or 3), plus 1 when there is alpha (then the last one). */
  readonly channels: 1 | 2 | 3 | 4;
}

/** A rectangle of a picture: `width` and `height` are the whole picture's. What is not given goes from border to border. */
export interface PixelRows extends Pixels {
  readonly firstRow?: number;
  readonly firstColumn?: number;
  /** Pixels of one row of `data`. */
  readonly columns?: number;
}

/** Where in its data the value of a pixel's first channel lies. */
export function indexOf(
  { width, channels, firstRow = 0, firstColumn = 0, columns = width }: PixelRows,
  x: number,
  y: number,
): number {
  return ((y - firstRow) * columns + x - firstColumn) * channels;
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
