import { access } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { toRgb } from '../../electron/imaging/colour.ts';
import { openPicture } from '../../electron/imaging/open/open.ts';
import { encodeWithin } from '../../electron/imaging/submission/submission.ts';
import { fitSize } from '../../electron/imaging/submission/submission-plan.ts';
import type { Picture } from './fidelity-retouch.ts';

export interface BenchPhoto {
  readonly name: string;
  readonly path: string;
  /** Whether one face fills at least a quarter of the picture's height. */
  readonly portrait: boolean;
  /** Brought to this size, in millions of pixels, with a sensor's noise; absent: measured as the camera made it. */
  readonly enlargedTo?: number;
}

const PHOTOS = new URL('../../../shared/photos/', import.meta.url).pathname;

/** The first of them are the most telling: a single one is measured in about a minute. */
const LIST: readonly (Omit<BenchPhoto, 'path'> & { readonly file: string })[] = [
  { name: 'kate', file: '18f_kate_2448x3264_glasses.JPG', portrait: true, enlargedTo: 24 },
  { name: 'kevin', file: 'pif_kevin-luo_5792px_P3_444.jpg', portrait: true },
  { name: 'rajni', file: 'pif_rajni-aneja_4480px_P3.jpeg', portrait: true },
  { name: 'full length', file: 'compreface_001_4912x7360_36MP.jpg', portrait: false },
  { name: 'strothman', file: '18f_strothman_2065x2755_P3.jpg', portrait: true, enlargedTo: 24 },
  { name: 'brewer', file: 'immich_craft-beer_6000x4000_24MP.jpg', portrait: false },
  { name: 'freckles', file: 'clic2025_freckles_2048x1365.png', portrait: true, enlargedTo: 24 },
  { name: 'group', file: 'pif_group-panorama_6720x2024_bw.jpeg', portrait: false },
  { name: 'emilia', file: 'pif_emilia-ndely_2988px_bw_P3.jpg', portrait: true },
];

/** The photos that are there. `wanted`: the first so many of them, or their names with commas between; absent: all. */
export async function benchPhotos(wanted = ''): Promise<BenchPhoto[]> {
  const names = wanted.split(',').map((name) => name.trim());
  const chosen = LIST.filter(({ name }, i) => wanted === '' || i < Number(wanted) || names.includes(name));
  const found: BenchPhoto[] = [];
  for (const { file, ...photo } of chosen) {
    const path = join(PHOTOS, file);
    const present = await access(path).then(
      () => true,
      () => false,
    );
    if (present) found.push({ ...photo, path });
  }
  return found;
}

/** A photo's pixels in sRGB, upright, at the size it is measured at. */
export async function loadPhoto({ path, enlargedTo }: BenchPhoto): Promise<Picture> {
  const opened = await openPicture(path);
  if (opened.kind === 'refused') throw new Error(opened.reason.message);
  const decoded = await toRgb(opened, opened.upright);
  if (decoded.kind === 'refused') throw new Error(decoded.reason.message);
  return enlargedTo === undefined ? decoded.value : withNoise(await resized(decoded.value, enlargedTo));
}

async function resized(picture: Picture, megapixels: number): Promise<Picture> {
  const scale = Math.sqrt((megapixels * 1e6) / (picture.width * picture.height));
  const width = Math.round(picture.width * scale);
  const height = Math.round(picture.height * scale);
  const data = await rawSharp(picture).resize(width, height, { fit: 'fill', kernel: 'lanczos3' }).raw().toBuffer();
  return { data, width, height };
}

/** Adds what a sensor of that size has and an enlarged picture lacks: noise of 1.5 levels, in place. */
function withNoise(picture: Picture): Picture {
  const { data } = picture;
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < data.length; i++) {
    // Sum of three: near enough to a Gaussian.
    const noise = (random() + random() + random() - 1.5) * 3;
    data[i] = Math.min(255, Math.max(0, Math.round(data[i]! + noise)));
  }
  return picture;
}

/** What is submitted for a photo, as the product makes it. */
export async function submissionOf(original: Picture): Promise<Buffer> {
  const size = fitSize(original);
  const data = await rawSharp(original).resize(size.width, size.height, { fit: 'fill' }).raw().toBuffer();
  const encoded = await encodeWithin({ ...size, data });
  if (encoded.kind !== 'encoded') throw new Error('the copy does not fit the service’s limits');
  return encoded.data;
}

export async function decodeJpeg(jpeg: Buffer): Promise<Picture> {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

export function rawSharp({ data, width, height }: Picture): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
}
