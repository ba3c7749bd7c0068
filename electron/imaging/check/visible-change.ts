import type { SmallPicture } from '../transfer/types.ts';

/** Side of the tiles that are looked at, pixels. */
const TILE = 16;
/** What an encoder does to a tile: difference of its mean in any channel, and of its pixels' luma, levels; the latter also as a share of the tile's own detail. */
const ENCODED = { mean: 2, luma: 3, ofDetail: 0.35 } as const;
/** Share of the tiles that may be otherwise: an encoder's worst ones. */
const FEW = 0.0005;

/**
 * Whether the second picture differs from the first by more than being encoded again. Errs on the side of yes. Pictures of different
 * sizes differ.
 */
export function differsVisibly(a: SmallPicture, b: SmallPicture): boolean {
  if (a.width !== b.width || a.height !== b.height) return true;
  let tiles = 0;
  let changed = 0;
  for (let top = 0; top < a.height; top += TILE) {
    for (let left = 0; left < a.width; left += TILE) {
      tiles++;
      if (tileDiffers(a, b, left, top)) changed++;
    }
  }
  return changed > FEW * tiles;
}

function tileDiffers(a: SmallPicture, b: SmallPicture, left: number, top: number): boolean {
  const means: [number, number, number] = [0, 0, 0];
  let [luma, lumas, squares, pixels] = [0, 0, 0, 0];
  const right = Math.min(a.width, left + TILE);
  for (let y = top; y < Math.min(a.height, top + TILE); y++) {
    for (let i = (y * a.width + left) * 3, end = (y * a.width + right) * 3; i < end; i += 3) {
      const [r, g, bl] = [b.data[i]! - a.data[i]!, b.data[i + 1]! - a.data[i + 1]!, b.data[i + 2]! - a.data[i + 2]!];
      means[0] += r;
      means[1] += g;
      means[2] += bl;
      squares += (0.299 * r + 0.587 * g + 0.114 * bl) ** 2;
      const value = 0.299 * a.data[i]! + 0.587 * a.data[i + 1]! + 0.114 * a.data[i + 2]!;
      luma += value;
      lumas += value * value;
      pixels++;
    }
  }
  if (means.some((sum) => Math.abs(sum) > ENCODED.mean * pixels)) return true;
  const detail = Math.sqrt(Math.max(0, lumas / pixels - (luma / pixels) ** 2));
  return Math.sqrt(squares / pixels) > Math.max(ENCODED.luma, ENCODED.ofDetail * detail);
}
