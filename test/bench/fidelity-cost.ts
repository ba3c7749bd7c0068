import { execFile } from 'node:child_process';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { imagingEnvironment } from '../../electron/imaging/process/environment.ts';
import { prepare } from '../../electron/imaging/submission.ts';
import { retouches } from './fidelity-retouch.ts';
import { median, target, type Report, type Row } from './report.ts';

const PHOTO = new URL('../../../shared/photos/compreface_001_4912x7360_36MP.jpg', import.meta.url).pathname;
const CHILD = new URL('./fidelity-cost-child.ts', import.meta.url).pathname;
/** 24, 45 and 61 megapixels: what full-frame cameras have. */
const SIZES = [
  { megapixels: 24, width: 4000, height: 6000 },
  { megapixels: 45, width: 5504, height: 8256 },
  { megapixels: 61, width: 6336, height: 9504 },
] as const;
const ROUNDS = 5;

interface Run {
  readonly ms: number;
  readonly megabytes: number;
}

/**
 * Time and memory of a full-size result, from opening the original to the flushed file, against sharp's plain decode and encode of the
 * same file at the same quality and chroma. Interleaved, each run in a process of its own with the environment that the imaging process
 * has; medians. `AFTERGLOW_BENCH_MEGAPIXELS=61` measures that size alone.
 */
export async function benchFullSizeCost(): Promise<Report> {
  const present = await access(PHOTO).then(
    () => true,
    () => false,
  );
  if (!present) return { rows: [{ name: 'full-size cost', value: NaN, note: 'skipped: no ../shared/photos here' }] };
  const wanted = process.env['AFTERGLOW_BENCH_MEGAPIXELS'];
  const rows: Row[] = [];
  for (const size of SIZES) {
    if (wanted === undefined || Number(wanted) === size.megapixels) rows.push(...(await costOf(size)));
  }
  return { rows };
}

async function costOf(size: (typeof SIZES)[number]): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'afterglow-bench-'));
  try {
    const files = await makeFiles(folder, size);
    const bare: Run[] = [];
    const ours: Run[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const theirs = await run('sharp', files.original, join(folder, 'bare.jpg'));
      const own = await run('afterglow', files.original, files.submitted, files.retouched, join(folder, 'ours.jpg'));
      if (round === 0) continue; // brings the files into the page cache
      bare.push(theirs);
      ours.push(own);
    }
    const ratio = median(ours.map(({ ms }, i) => ms / bare[i]!.ms));
    const memory = median(ours.map(({ megabytes }) => megabytes));
    const name = `full size, ${String(size.megapixels)} MP`;
    return [
      {
        name: `${name}: time against sharp's decode and encode`,
        value: ratio,
        unit: 'x',
        note: target(ratio, '<=', 1),
      },
      { name: `${name}: time`, value: median(ours.map(({ ms }) => ms)), unit: 'ms' },
      { name: `${name}: sharp's time`, value: median(bare.map(({ ms }) => ms)), unit: 'ms' },
      { name: `${name}: peak memory`, value: memory, unit: 'MB', note: target(memory, '<=', 450) },
      { name: `${name}: sharp's peak memory`, value: median(bare.map(({ megabytes }) => megabytes)), unit: 'MB' },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeFiles(folder: string, { width, height }: { readonly width: number; readonly height: number }) {
  const original = join(folder, 'original.jpg');
  const data = new Uint8Array(
    await sharp(PHOTO).resize(width, height, { fit: 'fill', kernel: 'lanczos3' }).raw().toBuffer(),
  );
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    // What a sensor adds and an enlarged picture lacks: up to 6 levels either way.
    data[i] = Math.min(255, Math.max(0, data[i]! + (state >>> 16) / 5461 - 6));
  }
  await sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .toFile(original);
  const prepared = await prepare(original, join(folder, 'submitted'));
  if (prepared.kind !== 'prepared') throw new Error(prepared.reason.message);
  const small = await sharp(prepared.submission.path).raw().toBuffer({ resolveWithObject: true });
  const changed = await retouches['smoothing']!({
    data: small.data,
    width: small.info.width,
    height: small.info.height,
  });
  const retouched = join(folder, 'retouched.jpg');
  await sharp(changed, { raw: { width: small.info.width, height: small.info.height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toFile(retouched);
  return { original, submitted: prepared.submission.path, retouched };
}

async function run(...args: string[]): Promise<Run> {
  const options = { env: imagingEnvironment() };
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, CHILD, ...args], options);
  return JSON.parse(stdout) as Run;
}
