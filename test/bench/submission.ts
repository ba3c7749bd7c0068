import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { toRgb, type Rgb } from '../../electron/imaging/colour.ts';
import { openPicture } from '../../electron/imaging/open/open.ts';
import { fitSize, LIMITS } from '../../electron/imaging/submission/submission-plan.ts';
import { encodeWithin, prepare, type EncodingTrace } from '../../electron/imaging/submission/submission.ts';

export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit?: string;
  readonly note?: string;
}

const PHOTOS = new URL('../../../shared/photos/', import.meta.url).pathname;
const ROUNDS = 3;

/**
 * The submission copy against a bare sharp decode, resize to 4095 and quality-95 encode of the same files, interleaved in one run; how well the
 * encoder's bytes are foretold; and how much closer to the pixels the copy is than one at the usual quality 80.
 */
export async function benchSubmission(): Promise<Row[]> {
  const photos = await largePhotos();
  if (photos.length === 0) return [{ name: 'submission copy', value: 0, note: 'skipped: no ../shared/photos here' }];
  sharp.cache(false);
  sharp.concurrency(1);
  const folder = await mkdtemp(join(tmpdir(), 'afterglow-bench-'));
  try {
    return [...(await speed(photos, folder)), ...(await accuracy(photos))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Photos that need a copy made: those that fit go out as they are, which would flatter the comparison. */
async function largePhotos(): Promise<string[]> {
  const names = await readdir(PHOTOS).catch(() => []);
  const large: string[] = [];
  for (const name of names) {
    const opened = await openPicture(join(PHOTOS, name));
    if (opened.kind === 'picture' && Math.max(opened.width, opened.height) > LIMITS.side) large.push(opened.path);
  }
  return large;
}

async function speed(photos: readonly string[], folder: string): Promise<Row[]> {
  const signal = new AbortController().signal;
  const ratios: number[] = [];
  let ours = 0;
  let bare = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    for (const photo of photos) {
      const bareMs = await time(() =>
        sharp(photo)
          .autoOrient()
          .resize(LIMITS.side, LIMITS.side, { fit: 'inside' })
          .jpeg({ quality: 95 })
          .toFile(join(folder, 'bare.jpg')),
      );
      const oursMs = await time(() => prepare(photo, join(folder, 'ours'), signal));
      if (round === 0) continue; // warms the page cache and the code up
      ours += oursMs;
      bare += bareMs;
      ratios.push(oursMs / bareMs);
    }
  }
  const count = ROUNDS * photos.length;
  return [
    {
      name: 'copies a second',
      value: (count * 1000) / ours,
      unit: '/s',
      note: `${photos.length} photos, one at a time`,
    },
    { name: 'bare copies a second', value: (count * 1000) / bare, unit: '/s' },
    { name: 'time of a copy against bare', value: median(ratios), unit: 'x', note: 'target <= 1.10; median of pairs' },
  ];
}

async function accuracy(photos: readonly string[]): Promise<Row[]> {
  const traces: EncodingTrace[] = [];
  const gains: number[] = [];
  for (const photo of photos) {
    const opened = await openPicture(photo);
    if (opened.kind !== 'picture') continue;
    const decoded = await toRgb(opened, fitSize(opened.upright));
    if (decoded.kind !== 'done') continue;
    const encoded = await encodeWithin(decoded.value);
    if (encoded.kind !== 'encoded') continue;
    traces.push(encoded.trace);
    const usual = await raw(decoded.value).jpeg({ quality: 80 }).toBuffer();
    gains.push((await psnr(decoded.value, encoded.data)) - (await psnr(decoded.value, usual)));
  }
  const errors = traces.map((t) => Math.abs(t.predicted / t.actual - 1) * 100);
  const single = traces.filter((t) => t.encodes === 1).length;
  return [
    { name: 'prediction error, largest', value: Math.max(...errors), unit: '%', note: 'target <= 1' },
    { name: 'copies with one full encode', value: (single / traces.length) * 100, unit: '%', note: 'target >= 95' },
    { name: 'gain over quality 80, least', value: Math.min(...gains), unit: 'dB', note: 'target >= 4' },
  ];
}

function raw({ data, width, height }: Rgb): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Peak signal to noise ratio of a coded copy against the pixels it was made from, dB. */
async function psnr(image: Rgb, coded: Buffer): Promise<number> {
  const decoded = await sharp(coded).raw().toBuffer();
  let sum = 0;
  for (let i = 0; i < decoded.length; i++) sum += (decoded[i]! - image.data[i]!) ** 2;
  return 10 * Math.log10((255 * 255 * decoded.length) / sum);
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
