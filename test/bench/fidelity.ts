import { access } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { toRgb } from '../../electron/imaging/colour.ts';
import { openPicture } from '../../electron/imaging/open.ts';
import { encodeWithin } from '../../electron/imaging/submission.ts';
import { fitSize } from '../../electron/imaging/submission-plan.ts';
import { carryOver } from '../../electron/imaging/transfer/carry-over.ts';
import { sameColours } from '../../electron/imaging/transfer/colour-map.ts';
import { loadSmallPictures } from '../../electron/imaging/transfer/small-pictures.ts';
import type { Fidelity } from './fidelity-measure.ts';
import { measure } from './fidelity-measure.ts';
import type { Picture, Retouch } from './fidelity-retouch.ts';
import { enlarge, retouches } from './fidelity-retouch.ts';

export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit?: string;
  readonly note?: string;
}

export interface FidelityOptions {
  /** Photos to measure, absolute paths. */
  readonly photos?: readonly string[];
  /** Names out of `retouches`. */
  readonly retouches?: readonly string[];
  /** What the service sends back, names out of `returns`. */
  readonly returns?: readonly string[];
  /** Size the photos are brought to, with sensor noise added, in millions of pixels. */
  readonly megapixels?: number;
}

const PHOTOS = new URL('../../../shared/photos/', import.meta.url).pathname;
const PORTRAITS = [
  'pif_kevin-luo_5792px_P3_444.jpg',
  'pif_rajni-aneja_4480px_P3.jpeg',
  '18f_kate_2448x3264_glasses.JPG',
];

/** How services encode what they send back. */
const returns: Record<string, (picture: Sharp) => Sharp> = {
  'q75 4:2:0': (p) => p.jpeg({ quality: 75, chromaSubsampling: '4:2:0' }),
  'q90 4:2:0': (p) => p.jpeg({ quality: 90, chromaSubsampling: '4:2:0' }),
  'q95 4:4:4': (p) => p.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }),
  // Other tables and rounding than any IJG encoder's: its noise can't be imitated.
  'unknown encoder': (p) => p.jpeg({ quality: 85, mozjpeg: true, quantisationTable: 3 }),
  PNG: (p) => p.png({ compressionLevel: 1 }),
};

/** The better of these two is what a photographer gets elsewhere. */
type Method = 'upscaled result' | 'plain delta' | 'Afterglow';

/**
 * How close the full-size result comes to the same retouch done at full size, for retouches that are known exactly, next to what people
 * do otherwise: enlarging the result, or adding the enlarged difference. Means over the photos; in dB (PSNR) and SSIM.
 */
export async function benchFidelity(options: FidelityOptions = {}): Promise<Row[]> {
  const photos = options.photos ?? (await existing(PORTRAITS.map((name) => join(PHOTOS, name))));
  if (photos.length === 0) return [{ name: 'full-size fidelity', value: 0, note: 'skipped: no ../shared/photos here' }];
  const results = new Map<string, Fidelity[]>();
  for (const photo of photos) {
    const original = await sized(photo, options.megapixels ?? 24);
    const submitted = await submissionOf(original);
    const small = await decoded(submitted);
    for (const name of options.retouches ?? Object.keys(retouches)) {
      const retouch: Retouch = retouches[name]!;
      const truth = { ...original, data: await retouch(original) };
      const changed = { ...small, data: await retouch(small) };
      for (const how of options.returns ?? Object.keys(returns)) {
        const back = await returns[how]!(raw(changed)).toBuffer();
        for (const [method, fidelity] of await compare(original, truth, submitted, back)) {
          const key = `${name}, ${how}: ${method}`;
          results.set(key, [...(results.get(key) ?? []), fidelity]);
        }
      }
    }
  }
  return [...results].flatMap(([name, all]) => rowsOf(name, all));
}

async function compare(
  original: Picture,
  truth: Picture,
  submitted: Buffer,
  back: Buffer,
): Promise<[Method, Fidelity][]> {
  const small = await loadSmallPictures(submitted, back, 1);
  const s = enlarge(small.submitted, original);
  const r = enlarge(small.retouched, original);
  const upscaled = measure(r, truth, original.data);
  for (let i = 0; i < r.length; i++) r[i] = original.data[i]! + r[i]! - s[i]!;
  const delta = measure(r, truth, original.data);
  const base = {
    data: Uint8Array.from(original.data),
    width: original.width,
    height: original.height,
    channels: 3,
  } as const;
  await carryOver({ base, small, colours: sameColours, fade: 1 }, new AbortController().signal, () => undefined);
  return [
    ['upscaled result', upscaled],
    ['plain delta', delta],
    ['Afterglow', measure(base.data, truth, original.data)],
  ];
}

function rowsOf(name: string, all: readonly Fidelity[]): Row[] {
  const mean = (of: (f: Fidelity) => number): number => all.reduce((sum, f) => sum + of(f), 0) / all.length;
  return [
    { name: `${name}: PSNR inside`, value: mean((f) => f.psnrInside), unit: 'dB' },
    { name: `${name}: SSIM inside`, value: mean((f) => f.ssimInside) },
    { name: `${name}: PSNR outside`, value: mean((f) => f.psnrOutside), unit: 'dB' },
    { name: `${name}: unchanged outside`, value: 100 * mean((f) => f.equalOutside), unit: '%' },
  ];
}

async function existing(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => [path],
        () => [],
      ),
    ),
  );
  return found.flat();
}

/** A photo in sRGB at the wanted size, with the noise that a sensor of that size has and an enlarged picture lacks. */
async function sized(path: string, megapixels: number): Promise<Picture> {
  const opened = await openPicture(path);
  if (opened.kind === 'refused') throw new Error(opened.reason.message);
  const decodedPhoto = await toRgb(opened, opened.upright);
  if (decodedPhoto.kind === 'refused') throw new Error(decodedPhoto.reason.message);
  const scale = Math.sqrt((megapixels * 1e6) / (opened.width * opened.height));
  const width = Math.round(opened.upright.width * scale);
  const height = Math.round(opened.upright.height * scale);
  const data = await raw(decodedPhoto.value)
    .resize(width, height, { fit: 'fill', kernel: 'lanczos3' })
    .raw()
    .toBuffer();
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let i = 0; i < data.length; i++) {
    // Sum of three: near enough to a Gaussian, deviation 1.5 levels.
    const noise = (random() + random() + random() - 1.5) * 3;
    data[i] = Math.min(255, Math.max(0, Math.round(data[i]! + noise)));
  }
  return { data, width, height };
}

async function submissionOf(original: Picture): Promise<Buffer> {
  const size = fitSize(original);
  const data = await raw(original).resize(size.width, size.height, { fit: 'fill' }).raw().toBuffer();
  const encoded = await encodeWithin({ ...size, data });
  if (encoded.kind !== 'encoded') throw new Error('the copy does not fit the service’s limits');
  return encoded.data;
}

async function decoded(jpeg: Buffer): Promise<Picture> {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

function raw({ data, width, height }: Picture): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
}
