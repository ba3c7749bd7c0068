import type { OutputFormat } from '../../result/full-size-types.ts';
import { readJpegHeader } from '../../../formats/jpeg/jpeg.ts';
import { decodeUpright } from './small-pictures.ts';
import type { Pixels } from '../types.ts';

export interface ServiceSize {
  /** Upright, sRGB. */
  readonly pixels: Pixels;
  /** The very JPEG that came back, if its pixels are wanted as they are. */
  readonly encoded?: Uint8Array;
  /** Share of pixels that equal the submitted copy's. */
  readonly unchanged: number;
}

/** The picture as the service returned it, faded towards what was submitted: S + fade * (R - S). */
export async function serviceSize(
  submitted: Uint8Array,
  retouched: Uint8Array,
  fade: number,
  format: OutputFormat,
): Promise<ServiceSize> {
  const r = await decodeUpright(retouched, 'retouched-damaged', 'The retouched picture is damaged.');
  const pixels: Pixels = { ...r, channels: 3 };
  const s = await decodeUpright(submitted, 'submitted-damaged', 'The copy that was submitted is damaged.');
  const comparable = s.width === r.width && s.height === r.height;
  const unchanged = comparable ? fadeTowards(r.data, s.data, fade) : 0;
  const verbatim = fade >= 1 && format === 'jpeg' && readJpegHeader(retouched) !== undefined;
  return { pixels, unchanged, ...(verbatim && { encoded: retouched }) };
}

/** Fades in place; returns the share of pixels that are equal in both pictures. */
function fadeTowards(to: Uint8Array, from: Uint8Array, fade: number): number {
  let equal = 0;
  for (let i = 0; i < to.length; i += 3) {
    const [r, g, b] = [to[i]! - from[i]!, to[i + 1]! - from[i + 1]!, to[i + 2]! - from[i + 2]!];
    if (r === 0 && g === 0 && b === 0) equal++;
    if (fade >= 1) continue;
    to[i] = Math.round(from[i]! + fade * r);
    to[i + 1] = Math.round(from[i + 1]! + fade * g);
    to[i + 2] = Math.round(from[i + 2]! + fade * b);
  }
  return equal / (to.length / 3);
}
