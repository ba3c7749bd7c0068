import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { placeholder } from '../../electron/imaging/placeholder.ts';
import { startImaging, type Imaging } from '../../electron/imaging/process/client.ts';
import { forkImaging } from '../../electron/imaging/process/fork.ts';
import { THUMBNAIL } from '../../electron/imaging/view-sizes.ts';
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

async function speed(imaging: Imaging, photos: readonly string[], folder: string): Promise<Row[]> {
  const rival = await vipsVersion();
  const out = join(folder, 'out');
  await mkdir(out);
  const ours: number[] = [];
  const sameFormat: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const webp = await seconds(() => drawAll(imaging, photos, out, 'webp'));
    const jpeg = await seconds(() => drawAll(imaging, photos, out, 'jpeg'));
    const vips = rival ? await seconds(() => vipsThumbnails(photos, out)) : NaN;
    if (round === 0) continue; // warms the page cache and the code up
    ours.push(photos.length / webp);
    sameFormat.push(photos.length / jpeg);
    theirs.push(photos.length / vips);
  }
  const count = `${String(photos.length)} JPEGs of 8 to 36 MP to ${String(THUMBNAIL.longestSide)} px`;
  const rows: Row[] = [
    { name: 'thumbnails a second', value: median(ours), unit: '/s', note: `WebP as in the gallery; ${count}` },
    { name: 'as JPEG', value: median(sameFormat), unit: '/s' },
  ];
  if (!rival) return [...rows, { name: 'against vipsthumbnail', value: NaN, note: 'vipsthumbnail is not installed' }];
  const ratio = median(ours.map((value, i) => value / theirs[i]!));
  const likeForLike = median(sameFormat.map((value, i) => value / theirs[i]!));
  return [
    ...rows,
    { name: 'vipsthumbnail under xargs -P2', value: median(theirs), unit: '/s', note: `JPEG; ${rival}` },
    {
      name: 'against vipsthumbnail',
      value: ratio,
      unit: 'x',
      note: target(ratio, '>=', 1.2, 'our WebP against its JPEG'),
    },
    { name: 'against vipsthumbnail, both JPEG', value: likeForLike, unit: 'x', note: target(likeForLike, '>=', 1.2) },
  ];
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
    for (const [way, note, ask] of [
      [name, 'a screen at once, way to the process and back included', (path: string) => imaging.placeholder(path)],
      [`${name}, in the process`, 'the same without the way', placeholder],
    ] as const) {
      const ms = await each(of, ask);
      rows.push({ name: way, value: ms, unit: 'ms', note: target(ms, '<=', 0.2, note) });
    }
  }
  return rows;
}

/** Milliseconds for each of {@link PLACEHOLDERS} that are asked for at once, of these files in turn. */
async function each(of: readonly string[], ask: (path: string) => Promise<unknown>): Promise<number> {
  const asked = Array.from({ length: PLACEHOLDERS }, (_, i) => of[i % of.length]!);
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const time = await seconds(() => Promise.all(asked.map(ask)));
    if (round > 0) times.push(time); // the first one warms the code up
  }
  return (1000 * median(times)) / PLACEHOLDERS;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function skipped(name: string): Row {
  return { name, value: NaN, note: 'skipped: no ../shared/photos here' };
}
