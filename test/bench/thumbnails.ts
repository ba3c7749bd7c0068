import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { placeholder } from '../../electron/imaging/view/placeholder.ts';
import { startImaging, type Imaging } from '../../electron/imaging/process/client.ts';
import { forkImaging } from '../../electron/imaging/process/fork.ts';
import { THUMBNAIL } from '../../electron/imaging/view/view-sizes.ts';
import { dcfPreview } from '../helpers/dcf-preview.ts';
import { photoWith } from '../helpers/photo-with-preview.ts';
import { median, target, type Report, type Row } from './report.ts';

const PHOTOS = new URL('../../../shared/photos/', import.meta.url).pathname;
const ENTRY = fileURLToPath(new URL('../../electron/imaging-process.ts', import.meta.url));
/** One with a small picture in its EXIF, as cameras write it. */
const CAMERA_FILE = new URL('../../../shared/formats/exif/gps_DSCN0010.jpg', import.meta.url).pathname;
/** JPEGs of 8 megapixels and more. */
const NAMES = [
  'immich_craft-beer_6000x4000_24MP.jpg',
  'pif_kevin-luo_5792px_P3_444.jpg',
  'compreface_001_4912x7360_36MP.jpg',
  'pif_rajni-aneja_4480px_P3.jpeg',
  'pif_group-panorama_6720x2024_bw.jpeg',
  '18f_team_3264x2448_50faces_progressive.jpg',
  '18f_kate_2448x3264_glasses.JPG',
  'pif_emilia-ndely_2988px_bw_P3.jpg',
];
/** Times that each photo is copied, so that a run is long enough to be measured. */
const COPIES = 3;
const ROUNDS = 3;
const PLACEHOLDERS = 200;

/**
 * Thumbnails of large photos a second through the imaging process, as the gallery asks for them, against `vipsthumbnail` under
 * `xargs -P2` on the same files, interleaved in one run; and how long a placeholder takes.
 */
export async function benchThumbnails(): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'afterglow-bench-'));
  const imaging = startImaging({ spawn: forkImaging(ENTRY) });
  try {
    const photos = await copies(folder);
    if (photos.length === 0) return { rows: [skipped('thumbnails')] };
    return {
      rows: [
        ...(await speed(imaging, photos, folder)),
        ...(await placeholders(imaging, [...photos, CAMERA_FILE, await letterboxed(folder)])),
      ],
    };
  } finally {
    await imaging.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function copies(folder: string): Promise<string[]> {
  const made: string[] = [];
  for (const name of NAMES) {
    const source = join(PHOTOS, name);
    const present = await access(source).then(
      () => true,
      () => false,
    );
    if (!present) continue;
    for (let copy = 0; copy < COPIES; copy++) {
      const path = join(folder, `${String(made.length)}${extname(name)}`);
      await copyFile(source, path);
      made.push(path);
    }
  }
  return made;
}

interface Race {
  /** Thumbnails a second: as WebP, as JPEG, and vipsthumbnail's. */
  readonly webp: number;
  readonly jpeg: number;
  readonly vips: number;
  /** Ours by theirs, median of the rounds. */
  readonly ratio: number;
  readonly likeForLike: number;
}

/** In every round all three, one after the other, so that what else the machine does weighs on all of them. */
async function race(imaging: Imaging, photos: readonly string[], out: string, rival: boolean): Promise<Race> {
  const rounds: { readonly webp: number; readonly jpeg: number; readonly vips: number }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const webp = await seconds(() => drawAll(imaging, photos, out, 'webp'));
    const jpeg = await seconds(() => drawAll(imaging, photos, out, 'jpeg'));
    const vips = rival ? await seconds(() => vipsThumbnails(photos, out)) : NaN;
    // The first one warms the page cache and the code up.
    if (round > 0) rounds.push({ webp, jpeg, vips });
  }
  return {
    webp: median(rounds.map(({ webp }) => photos.length / webp)),
    jpeg: median(rounds.map(({ jpeg }) => photos.length / jpeg)),
    vips: median(rounds.map(({ vips }) => photos.length / vips)),
    ratio: median(rounds.map(({ webp, vips }) => vips / webp)),
    likeForLike: median(rounds.map(({ jpeg, vips }) => vips / jpeg)),
  };
}

async function speed(imaging: Imaging, photos: readonly string[], folder: string): Promise<Row[]> {
  const rival = await vipsVersion();
  const out = join(folder, 'out');
  await mkdir(out);
  const all = await race(imaging, photos, out, rival !== undefined);
  const count = `${String(photos.length)} JPEGs of 8 to 36 MP to ${String(THUMBNAIL.longestSide)} px`;
  const rows: Row[] = [
    { name: 'thumbnails a second', value: all.webp, unit: '/s', note: `WebP as in the gallery; ${count}` },
    { name: 'as JPEG', value: all.jpeg, unit: '/s' },
  ];
  if (rival === undefined)
    return [...rows, { name: 'against vipsthumbnail', value: NaN, note: 'vipsthumbnail is not installed' }];
  const note = (value: number, words?: string): string => target(value, '>=', 1.2, words);
  rows.push(
    { name: 'vipsthumbnail under xargs -P2', value: all.vips, unit: '/s', note: `JPEG; ${rival}` },
    { name: 'against vipsthumbnail', value: all.ratio, unit: 'x', note: note(all.ratio, 'our WebP against its JPEG') },
    { name: 'against vipsthumbnail, both JPEG', value: all.likeForLike, unit: 'x', note: note(all.likeForLike) },
  );
  // What is gained on progressive files comes of leaving scans out; cameras write baseline ones.
  const baseline = await race(imaging, await baselineOf(photos), out, true);
  return [
    ...rows,
    { name: 'baseline files alone', value: baseline.ratio, unit: 'x', note: 'our WebP against its JPEG' },
    { name: 'baseline files alone, both JPEG', value: baseline.likeForLike, unit: 'x' },
  ];
}

async function baselineOf(photos: readonly string[]): Promise<string[]> {
  const metadata = await Promise.all(photos.map((photo) => sharp(photo).metadata()));
  return photos.filter((_, i) => metadata[i]!.isProgressive !== true);
}

async function drawAll(imaging: Imaging, photos: readonly string[], out: string, format: 'webp' | 'jpeg') {
  const views = await Promise.all(
    photos.map((photo, i) => imaging.thumbnail(photo, join(out, `${String(i)}.${format}`), { format })),
  );
  for (const view of views) if (view.kind !== 'written') throw new Error(view.reason.message);
}

async function vipsVersion(): Promise<string | undefined> {
  try {
    return (await promisify(execFile)('vipsthumbnail', ['--vips-version'])).stdout.trim();
  } catch {
    return undefined;
  }
}

/** Four files per process: starting one costs it as little as may be, and both lanes stay busy to the end. */
async function vipsThumbnails(photos: readonly string[], out: string): Promise<void> {
  const size = `${String(THUMBNAIL.longestSide)}x${String(THUMBNAIL.longestSide)}`;
  const pattern = join(out, `vips-%s.jpg[Q=${String(THUMBNAIL.quality)},strip]`);
  const args = ['-0', '-P2', '-n4', 'vipsthumbnail', '--size', size, '--eprofile', 'srgb', '-o', pattern];
  const child = spawn('xargs', args, { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(photos.map((photo) => `${photo}\0`).join(''));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`vipsthumbnail ended with code ${String(code)}`);
}

/** Written by the camera's own rule, bars and all, and turned; and as large as a photo is. */
async function letterboxed(folder: string): Promise<string> {
  const path = join(folder, 'letterboxed.jpg');
  await writeFile(path, await photoWith(dcfPreview(), 6, { width: 6000, height: 4000 }));
  return path;
}

/** A placeholder is asked for when a photo scrolls into view; the rest of its row is asked for with it. */
async function placeholders(imaging: Imaging, photos: readonly string[]): Promise<Row[]> {
  const answers = await Promise.all(photos.map((photo) => imaging.placeholder(photo)));
  const having = photos.filter((_, i) => answers[i]!.kind === 'picture');
  const without = photos.filter((_, i) => answers[i]!.kind === 'none');
  const rows: Row[] = [];
  for (const [name, of] of [
    ['placeholder', having],
    ['finding that there is none', without],
  ] as const) {
    if (of.length === 0) {
      rows.push({ name, value: NaN, note: 'none of the photos is of this kind' });
      continue;
    }
    const asked = Array.from({ length: PLACEHOLDERS }, (_, i) => of[i % of.length]!);
    const there = await each(() => Promise.all(asked.map((path) => imaging.placeholder(path))));
    const here = await each(async () => {
      for (const path of asked) await placeholder(path);
    });
    const way = 'a screen at once, way to the process and back included';
    rows.push(
      { name, value: there, unit: 'ms', note: way },
      { name: `${name}, in the process`, value: here, unit: 'ms', note: 'one after the other, without the way' },
    );
  }
  return rows;
}

/** Milliseconds for one of {@link PLACEHOLDERS}. */
async function each(all: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  // The first round warms the code up.
  for (let round = 0; round <= ROUNDS; round++) times.push(await seconds(all));
  return (1000 * median(times.slice(1))) / PLACEHOLDERS;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function skipped(name: string): Row {
  return { name, value: NaN, note: 'skipped: no ../shared/photos here' };
}
