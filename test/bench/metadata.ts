import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { EXIF_LIMIT } from '../../electron/imaging/result/encode-container.ts';
import { fullSize } from '../../electron/imaging/result/full-size.ts';
import { spliceJpeg } from '../../electron/metadata/write/jpeg-write.ts';
import { metadataFor } from '../../electron/metadata/policy/policy.ts';
import { sourceMetadata } from '../../electron/imaging/open/source-metadata.ts';
import { openPicture } from '../../electron/imaging/open/open.ts';
import { prepare } from '../../electron/imaging/submission/submission.ts';
import { median, target, type Report, type Row } from './report.ts';

const SHARED = new URL('../../../shared/', import.meta.url).pathname;
const FOLDERS = ['photos', 'formats/exif', 'formats/icc', 'formats/jpeg', 'formats/orientation'];
/** Metadata are what counts here: pixels only cost time. */
const LARGEST = 10_000_000;
const ROUNDS = 15;

/**
 * What carrying the original's metadata into a result costs (reading it, deciding, writing it into the encoded JPEG), and what
 * `exiftool -validate` says of the results that it does not already say of the originals.
 */
export async function benchMetadata(): Promise<Report> {
  const photos = await photosWithMetadata();
  if (photos.length === 0) return { rows: [{ name: 'metadata', value: NaN, note: 'skipped: no ../shared here' }] };
  const folder = await mkdtemp(join(tmpdir(), 'afterglow-bench-'));
  try {
    return await measure(photos, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function photosWithMetadata(): Promise<string[]> {
  const found: string[] = [];
  for (const name of FOLDERS) {
    for (const file of await readdir(join(SHARED, name)).catch(() => [])) {
      const path = join(SHARED, name, file);
      const opened = await openPicture(path);
      if (opened.kind !== 'picture' || opened.format !== 'jpeg' || opened.width * opened.height > LARGEST) continue;
      const { set } = await sourceMetadata(path, 'jpeg');
      if (set.exif ?? set.xmp ?? set.photoshop ?? set.icc) found.push(path);
    }
  }
  return found;
}

async function measure(photos: readonly string[], folder: string): Promise<Report> {
  const times: number[] = [];
  const complaints: string[] = [];
  let largest = 0;
  const exiftool = await exiftoolVersion();
  for (const photo of photos) {
    const ms = await spliceTime(photo);
    times.push(ms);
    largest = Math.max(largest, ms);
    if (exiftool) complaints.push(...(await newComplaints(photo, folder)));
  }
  const typical = median(times);
  const rows: Row[] = [
    {
      name: 'metadata into a result',
      value: typical,
      unit: 'ms',
      note: target(typical, '<=', 5, `${String(photos.length)} photos`),
    },
    { name: 'the slowest photo', value: largest, unit: 'ms', note: target(largest, '<=', 5) },
  ];
  if (!exiftool)
    return { rows: [...rows, { name: 'exiftool -validate', value: NaN, note: 'exiftool is not installed' }] };
  rows.push({
    name: 'new complaints of exiftool -validate',
    value: complaints.length,
    note: target(complaints.length, '<=', 0, `exiftool ${exiftool}; those it has of the originals not counted`),
  });
  return { rows, ...(complaints.length > 0 && { text: complaints.join('\n') }) };
}

async function spliceTime(photo: string): Promise<number> {
  const image = sharp(photo, { failOn: 'none' });
  const encoded = await image.clone().jpeg({ quality: 92, optimiseCoding: false }).toBuffer();
  const thumbnail = await image.resize(160).jpeg({ quality: 75 }).toBuffer();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const { set } = await sourceMetadata(photo, 'jpeg');
    const facts = { orientation: 1, toSrgb: false, thumbnail, exifLimit: EXIF_LIMIT.jpeg };
    spliceJpeg(encoded, metadataFor(set, 'all', facts).set);
    times.push(performance.now() - started);
  }
  return median(times);
}

/** Makes a result the whole way, and compares what exiftool has to say of it and of the original. */
async function newComplaints(photo: string, folder: string): Promise<string[]> {
  const signal = new AbortController().signal;
  const prepared = await prepare(photo, join(folder, 'submitted'), signal);
  if (prepared.kind !== 'prepared') return [];
  const submitted = prepared.submission.path;
  const retouched = join(folder, 'retouched.jpg');
  await writeFile(retouched, await sharp(submitted).modulate({ brightness: 1.05 }).jpeg({ quality: 90 }).toBuffer());
  const result = join(folder, `result-${basename(photo)}.jpg`);
  const answer = await fullSize(
    {
      original: photo,
      submitted,
      retouched,
      target: result,
      size: 'original',
      format: 'same',
      quality: 92,
      metadata: 'all',
      fade: 1,
    },
    signal,
    () => undefined,
  );
  if (answer.kind !== 'written') return [`${basename(photo)}: ${answer.reason.message}`];
  const before = new Set(await validate(photo));
  return (await validate(result)).filter((line) => !before.has(line)).map((line) => `${basename(photo)}: ${line}`);
}

async function validate(path: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('exiftool', ['-validate', '-warning', '-error', '-a', '-s', path]);
  return stdout
    .split('\n')
    .filter((line) => /^(Warning|Error)/.test(line))
    .map((line) => line.replace(/^(\w+)\s*:\s*/, '$1: '));
}

async function exiftoolVersion(): Promise<string | undefined> {
  try {
    return (await promisify(execFile)('exiftool', ['-ver'])).stdout.trim();
  } catch {
    return undefined;
  }
}
