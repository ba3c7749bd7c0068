import { isNamedRgb } from '../../formats/jpeg/jpeg.ts';
import type { Size } from '../../formats/turned-rect.ts';
import type { Opened } from '../open/picture.ts';

/** What the service accepts: "5 MB" read strictly, and each side below 4096 pixels. */
export const LIMITS = { bytes: 5_000_000, side: 4095 } as const;

/** Transparent areas become white: what a page, a proof print and most viewers show behind them. */
export const BACKGROUND = '#ffffff';

/** Best and worst JPEG quality used; below the worst, fewer pixels look better than more artefacts. */
export const QUALITY = { best: 99, worst: 80, probe: 95, fullChroma: 94 } as const;

/** The size to submit for an upright size: the same if it fits, else the longest side at the limit. Never enlarged. */
export function fitSize({ width, height }: Size, side: number = LIMITS.side): Size {
  const scale = Math.min(1, side / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Chroma is kept whole from this quality on; below, halving it costs less than a lower quality would. */
export function chromaAt(quality: number): '4:4:4' | '4:2:0' {
  return quality >= QUALITY.fullChroma ? '4:4:4' : '4:2:0';
}

/**
 * Bytes at a quality, relative to quality 95 with whole chroma. Medians measured on portraits (`chromaAt` included, hence the step below
 * 94); between the entries the curve is followed geometrically.
 */
const RELATIVE_BYTES: readonly (readonly [quality: number, relative: number])[] = [
  [80, 0.375],
  [85, 0.46],
  [90, 0.615],
  [92, 0.705],
  [93, 0.765],
  [94, 0.888],
  [95, 1],
  [96, 1.18],
  [97, 1.375],
  [98, 1.63],
  [99, 2.15],
];

/** Expected bytes at `quality`, relative to {@link QUALITY.probe}. */
export function relativeBytes(quality: number): number {
  const above = RELATIVE_BYTES.findIndex(([q]) => q >= quality);
  const [q1, r1] = RELATIVE_BYTES[above] ?? RELATIVE_BYTES.at(-1)!;
  const [q0, r0] = RELATIVE_BYTES[above - 1] ?? [q1, r1];
  return q1 === q0 ? r1 : r0 * (r1 / r0) ** ((quality - q0) / (q1 - q0));
}

/**
 * The best quality whose expected bytes stay below `budget`, given that quality `known` takes `knownBytes`.
 * Undefined if even the worst quality is expected to be too large.
 */
export function chooseQuality(known: number, knownBytes: number, budget: number): number | undefined {
  for (let quality: number = QUALITY.best; quality >= QUALITY.worst; quality--) {
    if ((knownBytes * relativeBytes(quality)) / relativeBytes(known) <= budget) return quality;
  }
  return undefined;
}

/** Side of the unit that JPEG codes together at either chroma. Samples consist of whole ones. */
const UNIT = 16;
/** One part out of so many is sampled, */
const PARTS = 8;
/** in so many stretches from each strip of rows. */
const STRETCHES = 2;
/** Below this side a picture is its own sample. */
const MIN_SAMPLED_SIDE = 1024;

/** A narrow picture that stands for a large one: from every strip of 16 rows two stretches, a sixteenth of the width each. */
export interface Sample {
  readonly width: number;
  readonly height: number;
  /** First columns of each strip's stretches, from left to right. */
  readonly columns: readonly (readonly number[])[];
  /** Pixels of the picture for each pixel of the sample. */
  readonly ratio: number;
}

/**
 * What to encode to learn how large the whole would be. The stretches move on from strip to strip, so that eight strips
 * cover the whole width and no row is passed over: whole strips, one in eight, were up to 5 % off on a picture with
 * bands, this at most 0.8 % on twelve large portraits. More, shorter stretches cost more at their ends than they bring.
 */
export function planSample({ width, height }: Size): Sample | 'all' {
  if (Math.min(width, height) < MIN_SAMPLED_SIDE) return 'all';
  const places = PARTS * STRETCHES;
  const stretch = Math.floor(width / places / UNIT) * UNIT;
  const strips = Math.floor(height / UNIT);
  const columns = Array.from({ length: strips }, (_, strip) =>
    Array.from({ length: STRETCHES }, (_, k) => {
      const place = ((strip * 3) % PARTS) + k * PARTS;
      return Math.floor(((place / (places - 1)) * (width - stretch)) / UNIT) * UNIT;
    }),
  );
  const sampled = { width: stretch * STRETCHES, height: strips * UNIT };
  return { ...sampled, columns, ratio: (width * height) / (sampled.width * sampled.height) };
}

/** Copies the sample out of tightly packed RGB pixels. */
export function takeSample(rgb: Uint8Array, width: number, sample: Sample): Buffer {
  const out = Buffer.allocUnsafe(sample.width * sample.height * 3);
  const stretch = (sample.width / STRETCHES) * 3;
  let to = 0;
  for (let row = 0; row < sample.height; row++) {
    for (const column of sample.columns[Math.floor(row / UNIT)]!) {
      const from = (row * width + column) * 3;
      out.set(rgb.subarray(from, from + stretch), to);
      to += stretch;
    }
  }
  return out;
}

/** Bytes of a JPEG before its pixels, as libjpeg writes it with standard tables; they do not grow with the picture. */
const JPEG_HEAD_BYTES = 623;

/** Bytes of the whole picture from the bytes of its encoded sample. */
export function scaleUp(sampleBytes: number, ratio: number): number {
  return (sampleBytes - JPEG_HEAD_BYTES) * ratio + JPEG_HEAD_BYTES;
}

/** The fewer pixels that should fit, when `bytes` is what the worst quality takes at `size`. */
export function shrinkTo(size: Size, bytes: number, budget: number): Size {
  const scale = Math.sqrt(budget / bytes) * 0.985;
  return {
    width: Math.max(1, Math.floor(size.width * scale)),
    height: Math.max(1, Math.floor(size.height * scale)),
  };
}

/**
 * Whether a JPEG's own coded pixels can be submitted: they fit, are upright, mean sRGB, and are coded in a way that every
 * decoder handles. Its metadata is cut off; nothing is encoded again, so nothing is lost.
 */
export function canKeepCoding(picture: Opened): boolean {
  const { jpeg, orientation, profile, width, height, mended, failOn } = picture;
  if (jpeg === undefined || orientation !== 1 || mended !== undefined || failOn !== 'warning') return false;
  if (jpeg.coding !== 'baseline' && jpeg.coding !== 'progressive') return false;
  if (Math.max(width, height) > LIMITS.side) return false;
  if (profile.kind === 'usable') return false;
  const [luma, ...chroma] = jpeg.components.map(({ h, v }) => `${h}x${v}`);
  const usual =
    (luma === '1x1' || luma === '2x1' || luma === '2x2') && chroma.length === 2 && chroma.every((c) => c === '1x1');
  // Three components are YCbCr unless Adobe's flag or the component names say RGB (libjpeg's rule).
  const rgb = jpeg.adobeTransform === 0 || isNamedRgb(jpeg.components);
  return usual && !rgb;
}
