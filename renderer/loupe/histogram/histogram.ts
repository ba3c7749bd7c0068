/** How often each of 256 levels occurs. */
export interface Histogram {
  readonly luma: Uint32Array;
  /** Share of the pixels, 0..1, that are black or white in at least one channel. */
  readonly shadows: number;
  readonly highlights: number;
}

export const LEVELS = 256;

/** Counts the pixels of RGBA data, as a canvas gives them. Luma by the weights of BT.709, on the encoded values as they are shown. */
export function histogramOf(rgba: Uint8ClampedArray): Histogram {
  const luma = new Uint32Array(LEVELS);
  let shadows = 0;
  let highlights = 0;
  for (let at = 0; at + 3 < rgba.length; at += 4) {
    const [r, g, b] = [rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0];
    const level = Math.round(0.2126 * r + 0.7152 * g + 0.0722 * b);
    luma[level] = (luma[level] ?? 0) + 1;
    if (Math.min(r, g, b) === 0) shadows++;
    if (Math.max(r, g, b) === 255) highlights++;
  }
  const pixels = Math.max(1, Math.floor(rgba.length / 4));
  return { luma, shadows: shadows / pixels, highlights: highlights / pixels };
}

/**
 * Heights 0..1 of the curve. The ends are left out of the scale: a white wall would press everything else flat.
 */
export function curveOf(luma: Uint32Array): readonly number[] {
  const peak = Math.max(1, ...luma.subarray(1, LEVELS - 1));
  return [...luma].map((count) => Math.min(1, count / peak));
}
