import { execFile } from 'node:child_process';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { spliceJpeg } from '../../electron/imaging/metadata/jpeg-write.ts';
import { prepare } from '../../electron/imaging/submission.ts';
import type { Row } from './fidelity.ts';
import { retouches } from './fidelity-retouch.ts';

const PHOTO = new URL('../../../shared/photos/compreface_001_4912x7360_36MP.jpg', import.meta.url).pathname;
const CHILD = new URL('./fidelity-cost-child.ts', import.meta.url).pathname;
/** 61 megapixels, what the largest full-frame cameras have. */
const SIZE = { width: 6336, height: 9504 };
const ROUNDS = 5;

interface Run {
  readonly ms: number;
  readonly megabytes: number;
}

/**
 * Time and memory of a full-size result of 61 megapixels, against sharp's plain decode and encode of the same file at the same quality
 * and chroma. Interleaved, each run in a process of its own; medians.
 */
export async function benchFullSizeCost(): Promise<Row[]> {
  const present = await access(PHOTO).then(
    () => true,
    () => false,
  );
  if (!present) return [{ name: 'full-size cost', value: 0, note: 'skipped: no ../shared/photos here' }];
  const folder = await mkdtemp(join(tmpdir(), 'afterglow-bench-'));
  try {
    const files = await makeFiles(folder);
    const bare: Run[] = [];
    const ours: Run[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(await run('sharp', files.original, join(folder, 'bare.jpg')));
      ours.push(await run('afterglow', files.original, files.submitted, files.retouched, join(folder, 'ours.jpg')));
    }
    const ratios = ours.map(({ ms }, i) => ms / bare[i]!.ms);
    return [
      { name: 'full size, 61 MP: time against sharp’s decode and encode', value: median(ratios), unit: 'x' },
      { name: 'full size, 61 MP: time', value: median(ours.map(({ ms }) => ms)), unit: 'ms' },
      { name: 'full size, 61 MP: memory', value: median(ours.map(({ megabytes }) => megabytes)), unit: 'MB' },
      { name: 'sharp alone, 61 MP: memory', value: median(bare.map(({ megabytes }) => megabytes)), unit: 'MB' },
      await spliceRow(files.original),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeFiles(folder: string) {
  const original = join(folder, 'original.jpg');
  const { data } = await sharp(PHOTO)
    .resize(SIZE.width, SIZE.height, { fit: 'fill', kernel: 'lanczos3' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    // What a sensor adds and an enlarged picture lacks: up to 6 levels either way.
    data[i] = Math.min(255, Math.max(0, data[i]! + (state >>> 16) / 5461 - 6));
  }
  await sharp(data, { raw: { ...SIZE, channels: 3 }, limitInputPixels: false })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toFile(original);
  const prepared = await prepare(original, join(folder, 'submitted'));
  if (prepared.kind !== 'prepared') throw new Error(prepared.reason.message);
  const small = await sharp(prepared.submission.path).raw().toBuffer({ resolveWithObject: true });
  const { width, height } = small.info;
  const changed = await retouches['smoothing']!({ data: small.data, width, height });
  const retouched = join(folder, 'retouched.jpg');
  await sharp(changed, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toFile(retouched);
  return { original, submitted: prepared.submission.path, retouched };
}

async function run(...args: string[]): Promise<Run> {
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, CHILD, ...args]);
  return JSON.parse(stdout) as Run;
}

async function spliceRow(original: string): Promise<Row> {
  const encoded = await sharp(original).jpeg({ quality: 95, optimiseCoding: false }).toBuffer();
  const bag = {
    exif: Buffer.alloc(60_000, 1),
    xmp: Buffer.alloc(20_000, 32),
    icc: Buffer.alloc(500_000, 2),
    segments: [],
    chunks: [],
    left: [],
  };
  const target = join(original, '..', 'spliced.jpg');
  const times: number[] = [];
  for (let i = 0; i < 20; i++) {
    const started = performance.now();
    const { parts } = spliceJpeg(encoded, bag);
    times.push(performance.now() - started);
    if (i === 0) await writeFile(target, Buffer.concat(parts));
  }
  const { exif } = await sharp(target).metadata();
  if (exif?.length !== bag.exif.length + 6) throw new Error('the spliced file lost its EXIF');
  return { name: 'metadata splice', value: median(times), unit: 'ms' };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
