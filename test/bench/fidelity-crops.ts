/**
 * Draws the pictures of docs/fidelity.md: `node test/bench/fidelity-crops.ts`. Each shows one place at 1:1: the original, the enlarged result, the
 * plain delta and Afterglow's; below, the same retouch done at full size, and how far each of the three is from it, ten times as strong.
 * Only photos under CC0 are drawn, see docs/licences.md.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { fastMotionDetector } from '../../electron/imaging/kernels/movement.ts';
import { findFlow } from '../../electron/imaging/transfer/motion/flow.ts';
import { carryOver } from '../../electron/imaging/transfer/carry-over.ts';
import { sameColours } from '../../electron/imaging/transfer/colour/colour-map.ts';
import { loadSmallPictures } from '../../electron/imaging/transfer/pictures/small-pictures.ts';
import { Enlarger } from './fidelity-enlarge.ts';
import { benchPhotos, decodeJpeg, loadPhoto, rawSharp, submissionOf, type BenchPhoto } from './fidelity-photos.ts';
import { retouches, type Picture } from './fidelity-retouch.ts';

interface Scene {
  readonly file: string;
  readonly photo: string;
  readonly retouch: string;
  /** Middle of the crop, shares of the picture. */
  readonly x: number;
  readonly y: number;
}

const all: readonly Scene[] = [
  { file: 'pores', photo: 'kevin', retouch: 'frequency separation and healing', x: 0.37, y: 0.31 },
  { file: 'tone', photo: 'kevin', retouch: 'tone', x: 0.5, y: 0.18 },
  { file: 'slimming', photo: 'kate', retouch: 'slimming', x: 0.33, y: 0.36 },
  { file: 'outside', photo: 'kevin', retouch: 'tone', x: 0.42, y: 0.92 },
];

/** Names given to the script draw those alone. */
const named = process.argv.slice(2);
const scenes = all.filter(({ file }) => named.length === 0 || named.includes(file));

const TARGET = new URL('../../docs/images/fidelity/', import.meta.url).pathname;
const SIDE = 256;
const GAP = 4;
const AMPLIFIED = 10;

async function draw(photo: BenchPhoto, of: readonly Scene[]): Promise<void> {
  const original = await loadPhoto(photo);
  const submitted = await submissionOf(original);
  const small = await decodeJpeg(submitted);
  for (const scene of of) {
    const retouch = retouches[scene.retouch]!;
    const truth = { ...original, data: await retouch(original) };
    const changed = rawSharp({ ...small, data: await retouch(small) });
    const pictures = await loadSmallPictures(submitted, await changed.jpeg({ quality: 90 }).toBuffer(), 1);
    const base = { ...original, data: new Uint8Array(original.data), channels: 3 } as const;
    await carryOver(
      {
        base,
        small: pictures,
        colours: sameColours,
        fade: 1,
        flow: findFlow(pictures.submitted, pictures.retouched, await fastMotionDetector()),
      },
      new AbortController().signal,
      () => undefined,
    );
    const left = Math.round(scene.x * original.width - SIDE / 2);
    const top = Math.round(scene.y * original.height - SIDE / 2);
    const crop = (picture: Picture): Uint8Array => cut(picture, left, top);
    const r = enlargedCrop(pictures.retouched, original, left, top);
    const s = enlargedCrop(pictures.submitted, original, left, top);
    const before = crop(original);
    const upscaled = Uint8Array.from(r, level);
    const delta = Uint8Array.from(r, (value, i) => level(before[i]! + value - s[i]!));
    const wanted = crop(truth);
    const made = [upscaled, delta, crop(base)];
    await write(scene.file, [before, ...made, wanted, ...made.map((each) => amplified(each, wanted))]);
  }
}

function cut({ data, width }: Picture, left: number, top: number): Uint8Array {
  const out = new Uint8Array(SIDE * SIDE * 3);
  for (let y = 0; y < SIDE; y++) {
    const from = ((top + y) * width + left) * 3;
    out.set(data.subarray(from, from + SIDE * 3), y * SIDE * 3);
  }
  return out;
}

function enlargedCrop(small: Picture, to: Picture, left: number, top: number): Float32Array {
  const enlarger = new Enlarger(small, to);
  const out = new Float32Array(SIDE * SIDE * 3);
  for (let y = 0; y < SIDE; y++) {
    out.set(enlarger.row(top + y).subarray(left * 3, (left + SIDE) * 3), y * SIDE * 3);
  }
  return out;
}

/** The difference around middle grey. */
function amplified(made: Uint8Array, wanted: Uint8Array): Uint8Array {
  return made.map((value, i) => level(128 + AMPLIFIED * (value - wanted[i]!)));
}

function level(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}

/** Eight squares in two rows of four. */
async function write(name: string, squares: readonly Uint8Array[]): Promise<void> {
  const across = 4;
  const step = SIDE + GAP;
  const placed = squares.map((data, i) => ({
    input: Buffer.from(data),
    raw: { width: SIDE, height: SIDE, channels: 3 as const },
    left: (i % across) * step,
    top: Math.floor(i / across) * step,
  }));
  const size = { width: across * step - GAP, height: 2 * step - GAP };
  await sharp({ create: { ...size, channels: 3, background: '#ffffff' } })
    .composite(placed)
    .webp({ quality: 88, effort: 6 })
    .toFile(join(TARGET, `${name}.webp`));
}

await mkdir(TARGET, { recursive: true });
for (const photo of await benchPhotos([...new Set(scenes.map((scene) => scene.photo))].join(','))) {
  await draw(
    photo,
    scenes.filter((scene) => scene.photo === photo.name),
  );
}
