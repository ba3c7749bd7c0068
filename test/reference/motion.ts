import { FLOW_CELL, type MotionDetector } from '../../electron/imaging/transfer/motion/flow.ts';
import type { SmallPicture } from '../../electron/imaging/transfer/types.ts';
import { mapped, mean, plane, type Plane } from '../../electron/imaging/transfer/motion/plane.ts';

/** The detector in plain TypeScript: the definition that the fast one is tested against. */
export const referenceMotionDetector: MotionDetector = {
  luma: (picture) => shrunkenLuma(picture, FLOW_CELL),
  share: shareMoved,
};

/**
 * How much of a picture has detail that is about as strong in both, and yet not the same. Smoothing weakens detail, and tones
 * leave it where it is; only movement does this.
 */
function shareMoved(s: Plane, r: Plane): number {
  const high = (p: Plane): Plane => {
    const low = mean(p, 3);
    return mapped(p, (i) => p.data[i]! - low.data[i]!);
  };
  const [hs, hr] = [high(s), high(r)];
  const ss = mean(
    mapped(s, (i) => hs.data[i]! ** 2),
    4,
  );
  const rr = mean(
    mapped(s, (i) => hr.data[i]! ** 2),
    4,
  );
  const sr = mean(
    mapped(s, (i) => hs.data[i]! * hr.data[i]!),
    4,
  );
  let moved = 0;
  for (let i = 0; i < ss.data.length; i++) {
    const [a, b] = [ss.data[i]!, rr.data[i]!];
    if (a > 4 && b > 0.5 * a && sr.data[i]! < 0.85 * Math.sqrt(a * b)) moved++;
  }
  return moved / ss.data.length;
}

/** Luma (Rec. 601) in cells of `factor` x `factor` pixels. */
function shrunkenLuma({ data, width, height }: SmallPicture, factor: number): Plane {
  const out = plane(Math.floor(width / factor), Math.floor(height / factor));
  const share = 1 / (factor * factor);
  for (let y = 0; y < out.height * factor; y++) {
    let to = Math.floor(y / factor) * out.width;
    let i = y * width * 3;
    for (const end = to + out.width; to < end; to++) {
      let sum = 0;
      for (const cell = i + factor * 3; i < cell; i += 3)
        sum += 0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!;
      out.data[to]! += share * sum;
    }
  }
  return out;
}
