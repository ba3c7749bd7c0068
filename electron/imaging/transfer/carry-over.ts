import type { ColourMap } from './colour-map.ts';
import type { SmallPictures } from './small-pictures.ts';
import { transfer } from './transfer.ts';
import type { Pixels } from './types.ts';

export interface CarryOver {
  /** O, changed in place into F. */
  readonly base: Pixels;
  readonly small: SmallPictures;
  readonly colours: ColourMap;
  /** 0 to 1. */
  readonly fade: number;
}

export interface CarriedOver {
  /** Share of pixels, 0 to 1, that stayed equal. */
  readonly unchanged: number;
  /** Whether the service moved things and the original was warped along. */
  readonly reshaped: boolean;
}

/** The whole way from what came back to the full-size original, in place. */
export async function carryOver(
  { base, small, colours, fade }: CarryOver,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<CarriedOver> {
  return { unchanged: await transfer({ base, ...small, colours, fade }, signal, onProgress), reshaped: false };
}
