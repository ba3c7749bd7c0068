import { boxMean } from './reduced.ts';
import type { Reduced } from './reduced.ts';

export interface SkinMask {
  /** How much each cell of the reduced picture counts as skin, 0 to 1, soft at its borders. */
  readonly weight: Float32Array;
  /** Regions that could be a face or another large piece of skin, the most face-like first: number of cells. */
  readonly regions: readonly number[];
}

interface Region {
  readonly cells: number[];
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Mean distance from grey, in Cb and Cr together, under which a picture counts as black and white. */
const COLOURLESS = 3;
/** Regions smaller than this share of the picture are no face. */
const SMALLEST_REGION = 0.0008;

/**
 * Finds skin by its colour. The locus is that of Chai and Ngan, "Face Segmentation Using Skin-Color Map in Videophone Applications" (IEEE Transactions
 * on Circuits and Systems for Video Technology 9(4), 1999): Cb from 77 to 127, Cr from 133 to 173. Here the borders are
 * soft, and the yellow end is cut at about 88, where wood and gold are and faces are not. Dark skin keeps its hue but,
 * being dark, has less chroma: chroma is scaled up with falling luma before it is compared, so that very dark skin meets the same locus.
 * Black-and-white pictures have no skin colour: there the mid-tones count, which is where portraits have their skin.
 *
 * `everyFace` false keeps the most face-like of the large connected regions and what lies closely around it.
 */
export function findSkin(picture: Reduced, everyFace: boolean): SkinMask {
  const { width, height } = picture;
  const colour = likelihood(picture);
  const smooth = smoothness(picture);
  const likely = boxMean(
    colour.map((value, i) => value * smooth[i]!),
    width,
    height,
    1,
  );
  const found = regions(likely, width, height).sort(
    (a, b) => faceScore(b, width, height) - faceScore(a, width, height),
  );
  const kept = everyFace ? found : found.slice(0, 1);
  const core = new Float32Array(likely.length);
  for (const region of kept) {
    for (const cell of region.cells) core[cell] = 1;
  }
  // The lips and the rims of the eyes are often cut off from the face: take in what looks like skin closely around it.
  const reach = everyFace ? 2 : Math.round(0.08 * Math.sqrt(kept[0]?.cells.length ?? 0));
  const near = boxMean(core, width, height, reach);
  for (let i = 0; i < core.length; i++) core[i] = likely[i]! * smoothstep(0, 0.3, near[i]!);
  const soft = boxMean(boxMean(core, width, height, 2), width, height, 2);
  for (let i = 0; i < soft.length; i++) soft[i] = smoothstep(0.12, 0.75, soft[i]!);
  return { weight: soft, regions: found.map((region) => region.cells.length) };
}

/**
 * Size, less for regions that fill their frame badly (branches, arms), that are far wider or higher than a face with its neck, and that run along the
 * borders (walls, floors).
 */
function faceScore(region: Region, width: number, height: number): number {
  const across = region.right - region.left + 1;
  const down = region.bottom - region.top + 1;
  const borders =
    Number(region.left === 0) +
    Number(region.top === 0) +
    Number(region.right === width - 1) +
    Number(region.bottom === height - 1);
  const shape = within(down / across, 0.4, 0.8, 2, 3.5);
  return (region.cells.length ** 2 / (across * down)) * (0.2 + shape) * 0.5 ** (2 * Math.max(0, borders - 1));
}

function likelihood({ mean: [r, g, b] }: Reduced): Float32Array {
  const n = r.length;
  const cb = new Float32Array(n);
  const cr = new Float32Array(n);
  const luma = new Float32Array(n);
  let chroma = 0;
  for (let i = 0; i < n; i++) {
    const y = 0.299 * r[i]! + 0.587 * g[i]! + 0.114 * b[i]!;
    luma[i] = y;
    cb[i] = 0.564 * (b[i]! - y);
    cr[i] = 0.713 * (r[i]! - y);
    chroma += Math.abs(cb[i]!) + Math.abs(cr[i]!);
  }
  const colourless = chroma / n < COLOURLESS;
  const out = new Float32Array(n);
  for (let i = 0; i < n; i++) out[i] = colourless ? midTone(luma[i]!) : skinColour(luma[i]!, cb[i]!, cr[i]!);
  return out;
}

/** Wool, hair and bark can have the colour of skin but not its calm: 1 where the surroundings vary little, 0 where they vary much, relative to their brightness. */
function smoothness({ width, height, mean: [r, g, b] }: Reduced): Float32Array {
  const luma = r.map((value, i) => 0.299 * value + 0.587 * g[i]! + 0.114 * b[i]!);
  const mean = boxMean(luma, width, height, 2);
  const square = boxMean(
    luma.map((value) => value * value),
    width,
    height,
    2,
  );
  return mean.map((m, i) => {
    const deviation = Math.sqrt(Math.max(0, square[i]! - m * m));
    return 1 - smoothstep(0.07, 0.16, deviation / (m + 10));
  });
}

function midTone(y: number): number {
  return within(y, 40, 80, 205, 235);
}

/** `cb` and `cr` are distances from grey. */
function skinColour(y: number, cb: number, cr: number): number {
  const scale = y < 110 ? Math.min(3, 110 / Math.max(1, y)) : 1;
  const lit = within(y, 14, 30, 246, 255);
  return lit * within(128 + cb * scale, 82, 92, 124, 128) * within(128 + cr * scale, 131, 136, 172, 180);
}

/** 0 outside `a` to `d`, 1 from `b` to `c`, smooth between. */
function within(value: number, a: number, b: number, c: number, d: number): number {
  return smoothstep(a, b, value) * (1 - smoothstep(c, d, value));
}

function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** Connected regions (sharing a side) of cells that are more likely skin than not. */
function regions(likely: Float32Array, width: number, height: number): Region[] {
  const seen = new Uint8Array(likely.length);
  const smallest = Math.max(9, SMALLEST_REGION * likely.length);
  const found: Region[] = [];
  for (let start = 0; start < likely.length; start++) {
    if (seen[start] || likely[start]! < 0.5) continue;
    const region: Region = { cells: [], left: width, right: 0, top: height, bottom: 0 };
    const open = [start];
    seen[start] = 1;
    const visit = (cell: number) => {
      if (seen[cell] || likely[cell]! < 0.5) return;
      seen[cell] = 1;
      open.push(cell);
    };
    for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
      const x = cell % width;
      const y = (cell - x) / width;
      region.cells.push(cell);
      region.left = Math.min(region.left, x);
      region.right = Math.max(region.right, x);
      region.top = Math.min(region.top, y);
      region.bottom = Math.max(region.bottom, y);
      if (x > 0) visit(cell - 1);
      if (x < width - 1) visit(cell + 1);
      if (y > 0) visit(cell - width);
      if (y < height - 1) visit(cell + width);
    }
    if (region.cells.length >= smallest) found.push(region);
  }
  return found;
}
