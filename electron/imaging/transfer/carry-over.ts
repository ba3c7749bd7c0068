import type { ColourMap } from './colour/colour-map.ts';
import type { Flow } from './motion/flow.ts';
import type { SmallPictures } from './pictures/small-pictures.ts';
import { transfer } from './transfer.ts';
import type { Means } from './transfer.ts';
import type { Pixels } from './types.ts';
import { warpInPlace, warpSmall } from './motion/warp.ts';

export interface CarryOver {
  /** O, changed in place into F. */
  readonly base: Pixels;
  readonly small: SmallPictures;
  readonly colours: ColourMap;
  /** 0 to 1. */
  readonly fade: number;
  /** Where the service moved things, by `findFlow`; undefined where it did not. */
  readonly flow: Flow | undefined;
}

export interface CarriedOver {
  /** Share of pixels, 0 to 1, that stayed equal. */
  readonly unchanged: number;
  /** Whether the service moved things and the original was warped along. */
  readonly reshaped: boolean;
}

/**
 * The whole way from what came back to the full-size original, in place. Where the service moved things, as in slimmer faces, the
 * original is moved along first, so that its own detail lies where the service put it; a fade moves it part of the way.
 */
export async function carryOver(
  { base, small, colours, fade, flow }: CarryOver,
  signal: AbortSignal,
  onProgress: (share: number) => void,
  means: Means = {},
): Promise<CarriedOver> {
  if (!flow || fade === 0) {
    const unchanged = await transfer({ base, ...small, colours, fade }, signal, onProgress, means);
    return { unchanged, reshaped: false };
  }
  signal.throwIfAborted();
  const { plan: _unmoved, start: _unbegun, ...others } = means;
  const submitted = warpSmall(small.submitted, flow);
  const control = small.control === small.submitted ? submitted : warpSmall(small.control, flow);
  const moved = warpInPlace(base, flow, small.submitted, fade);
  onProgress(0.3);
  const unchanged = await transfer(
    { base, ...small, submitted, control, colours, fade },
    signal,
    (share) => onProgress(0.3 + 0.7 * share),
    others,
  );
  return { unchanged: Math.max(0, unchanged - moved), reshaped: true };
}
