/** Measures one photo in a thread of its own; `fidelity.ts` starts it with the photo and posts back what comes. */
import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { fastMotionDetector } from '../../electron/imaging/kernels/movement.ts';
import { findFlow } from '../../electron/imaging/transfer/motion/flow.ts';
import { carryOver } from '../../electron/imaging/transfer/carry-over.ts';
import { sameColours } from '../../electron/imaging/transfer/colour/colour-map.ts';
import { loadSmallPictures, type SmallPictures } from '../../electron/imaging/transfer/pictures/small-pictures.ts';
import type { EncoderMatch } from '../../electron/imaging/transfer/types.ts';
import { Enlarger } from './fidelity-enlarge.ts';
import { Comparison, zonesOf, type Fidelity, type Zones } from './fidelity-measure.ts';
import { decodeJpeg, loadPhoto, rawSharp, submissionOf, type BenchPhoto } from './fidelity-photos.ts';
import { retouches, type Picture, type Retouch } from './fidelity-retouch.ts';

/** How services encode what they send back. */
export const returns = {
  'q75 4:2:0': (p: Sharp) => p.jpeg({ quality: 75, chromaSubsampling: '4:2:0' }),
  'q90 4:2:0': (p: Sharp) => p.jpeg({ quality: 90, chromaSubsampling: '4:2:0' }),
  'q95 4:4:4': (p: Sharp) => p.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }),
  // Other tables and rounding than any IJG encoder's: its noise can't be imitated.
  mozjpeg: (p: Sharp) => p.jpeg({ quality: 85, mozjpeg: true, quantisationTable: 3 }),
  PNG: (p: Sharp) => p.png({ compressionLevel: 1 }),
} as const;

export type Return = keyof typeof returns;
export type Method = 'upscaled' | 'delta' | 'ours';

/** One retouch of one photo, come back in one way, by all three methods. */
export interface Measured {
  readonly photo: string;
  readonly portrait: boolean;
  readonly retouch: string;
  readonly back: Return;
  readonly encoder: EncoderMatch;
  readonly by: Readonly<Record<Method, Fidelity>>;
}

async function measurePhoto(photo: BenchPhoto, names: readonly string[]): Promise<Measured[]> {
  const original = await loadPhoto(photo);
  const zones = zonesOf(original);
  const submitted = await submissionOf(original);
  const small = await decodeJpeg(submitted);
  const measured: Measured[] = [];
  for (const retouch of names) {
    const apply: Retouch = retouches[retouch]!;
    const truth = { ...original, data: await apply(original) };
    const changed = { ...small, data: await apply(small) };
    for (const back of Object.keys(returns) as Return[]) {
      const pictures = await loadSmallPictures(submitted, await returns[back](rawSharp(changed)).toBuffer(), 1);
      const baselines = compareBaselines(original, truth, zones, pictures);
      const ours = await compareOurs(original, truth, zones, pictures);
      const { name, portrait } = photo;
      measured.push({ photo: name, portrait, retouch, back, encoder: pictures.match, by: { ...baselines, ours } });
    }
  }
  return measured;
}

async function compareOurs(original: Picture, truth: Picture, zones: Zones, small: SmallPictures) {
  const base = { ...original, data: new Uint8Array(original.data), channels: 3 } as const;
  const flow = findFlow(small.submitted, small.retouched, await fastMotionDetector());
  await carryOver({ base, small, colours: sameColours, fade: 1, flow }, new AbortController().signal, () => undefined);
  const comparison = new Comparison(truth, original.data, zones);
  for (let y = 0; y < base.height; y++) comparison.row(base.data, y * base.width * 3);
  return comparison.result();
}

function compareBaselines(original: Picture, truth: Picture, zones: Zones, small: SmallPictures) {
  const upscaled = new Comparison(truth, original.data, zones);
  const delta = new Comparison(truth, original.data, zones);
  const r = new Enlarger(small.retouched, original);
  const s = new Enlarger(small.submitted, original);
  const row = original.width * 3;
  for (let y = 0; y < original.height; y++) {
    const values = r.row(y);
    upscaled.row(values);
    const before = s.row(y);
    for (let i = 0; i < row; i++) values[i]! += original.data[y * row + i]! - before[i]!;
    delta.row(values);
  }
  return { upscaled: upscaled.result(), delta: delta.result() };
}

if (parentPort) {
  sharp.concurrency(1);
  sharp.cache(false);
  const { photo, names } = workerData as { photo: BenchPhoto; names: readonly string[] };
  parentPort.postMessage(await measurePhoto(photo, names));
}
