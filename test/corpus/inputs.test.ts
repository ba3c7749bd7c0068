import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toRgb } from '../../electron/imaging/colour.ts';
import { openPicture } from '../../electron/imaging/open/open.ts';
import { LIMITS } from '../../electron/imaging/submission/submission-plan.ts';
import { prepare, type Prepared } from '../../electron/imaging/submission/submission.ts';

const SHARED = new URL('../../../shared/', import.meta.url).pathname;
const MANIFEST = join(SHARED, 'MANIFEST.tsv');
const present = existsSync(MANIFEST);

interface Case {
  readonly file: string;
  readonly expected: 'refused' | 'prepared' | 'either';
}

/** Files whose row says otherwise than what is in them, and why. */
const OVERRULED: Record<string, Case['expected']> = {
  // Ends behind the scan's header: there is not a single pixel in it, and a grey picture is no result.
  'formats/jpeg/ultrahdr_1512x2688.jpg': 'refused',
};

/** Nothing in it but plain words: no code, path, library name or stack. */
const PLAIN = /^[A-Z][^\n{}<>\\]{8,200}[.?]$/;
const JARGON = /vips|libpng|sharp|undefined|NaN|Error:|ENOENT|\/shared\//;

function cases(): Case[] {
  if (!present) return [];
  const rows = readFileSync(MANIFEST, 'utf8').trim().split('\n').slice(1);
  return rows.flatMap((row) => {
    const columns = row.split('\t');
    // The list writes a tab within a name as \t.
    const file = columns[0]!.replace('\\t', '\t');
    if (!/^(bad|formats|photos)\//.test(file)) return [];
    return [{ file, expected: OVERRULED[file] ?? meaning(columns[7]!) }];
  });
}

function meaning(word: string): Case['expected'] {
  if (word.startsWith('must-reject-with')) return 'refused';
  if (/^(ok$|ok \(|ok-or-warn|ok-or-skipped|convertible)/.test(word)) return 'prepared';
  if (/^(must-reject-or-convert|reject-or-|ok-or-reject)/.test(word)) return 'either';
  throw new Error(`the list has an unknown expectation: ${word}`);
}

describe.skipIf(!present)('the collected files (../shared)', () => {
  let folder: string;
  beforeAll(async () => {
    sharp.cache(false);
    folder = await mkdtemp(join(tmpdir(), 'afterglow-inputs-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const signal = new AbortController().signal;
  const list = cases();

  it('are all listed', () => expect(list.length).toBeGreaterThan(300));

  it.each(list.map((c, i) => [c.file, c.expected, i] as const))('%s is %s', async (file, expected, i) => {
    const answer = await prepare(join(SHARED, file), join(folder, String(i)), signal);
    expect(answer.kind).not.toBe('local');
    if (expected !== 'either') expect(answer.kind).toBe(expected);
    if (answer.kind === 'prepared') await expectSubmittable(answer);
    else {
      expect(answer.reason.message).toMatch(PLAIN);
      expect(answer.reason.message).not.toMatch(JARGON);
    }
    for (const note of answer.kind === 'prepared' ? answer.notes : []) expect(note.message).toMatch(PLAIN);
  });

  it.each([2, 3, 4, 5, 6, 7, 8])('orientation %i comes out as upright as orientation 1', async (o) => {
    const face = await upright('formats/orientation_face/kate_o1.jpg', 96, 128);
    expect(difference(face, await upright(`formats/orientation_face/kate_o${o}.jpg`, 96, 128))).toBeLessThan(1);
    const view = await upright('formats/orientation/Landscape_1.jpg', 120, 80);
    expect(difference(view, await upright(`formats/orientation/Landscape_${o}.jpg`, 120, 80))).toBeLessThan(1.5);
  });

  it.each([
    ['kate_adobergb.jpg', 1.5],
    ['kate_prophoto_8bit.jpg', 2.5],
    ['kate_prophoto_16bit_deflate.tif', 2.5],
    // Ink cannot show every colour of the face on a screen.
    ['kate_cmyk_swop.jpg', 9],
    ['kate_8bit_lzw.tif', 1.5],
    ['kate_pyramid_tiled.tif', 1.5],
    ['kate_24bit.bmp', 1.5],
    ['kate_32bit_topdown.bmp', 1.5],
    ['kate_8bit_palette.bmp', 3],
    ['kate_interlaced.png', 1.5],
    ['kate_lossless.webp', 1.5],
    ['kate.avif', 1.5],
  ])('%s looks like the photo it was made from', async (file, limit) => {
    const face = await upright('formats/orientation_face/kate_o1.jpg', 96, 128);
    expect(difference(face, await upright(`formats/derived/${file}`, 96, 128))).toBeLessThan(limit);
  });

  it.each([
    ['formats/icc/rgb-to-gbr-test.jpg', 'channels rotated'],
    ['formats/icc/xyb_sample.jpg', 'XYB'],
    ['formats/icc/sideways_bench_BRG_o5.jpg', 'channels rotated, and orientation 5'],
  ])('%s has its profile applied (%s)', async (file) => {
    const opened = await openPicture(join(SHARED, file));
    if (opened.kind === 'refused') throw new Error(opened.reason.message);
    expect(opened.profile.kind).toBe('usable');
    const { width, height } = opened.upright;
    const ours = await upright(file, width, height);
    const colours = sharp(join(SHARED, file)).autoOrient().toColourspace('srgb').removeAlpha().raw();
    const bare = sharp(join(SHARED, file), { ignoreIcc: true }).autoOrient().removeAlpha().raw();
    expect(difference(ours, await colours.toBuffer())).toBeLessThan(0.5);
    expect(difference(ours, await bare.toBuffer())).toBeGreaterThan(10);
  });
});

async function expectSubmittable({ submission }: Extract<Prepared, { kind: 'prepared' }>): Promise<void> {
  const bytes = await readFile(submission.path);
  expect(bytes.length).toBe(submission.bytes);
  expect(bytes.length).toBeLessThanOrEqual(LIMITS.bytes);
  const { exif, icc, xmp, iptc, ...facts } = await sharp(bytes).metadata();
  expect(facts).toMatchObject({ format: 'jpeg', space: 'srgb', channels: 3, depth: 'uchar', hasAlpha: false });
  expect([exif, icc, xmp, iptc]).toEqual([undefined, undefined, undefined, undefined]);
  expect([facts.width, facts.height]).toEqual([submission.width, submission.height]);
  expect(Math.max(facts.width, facts.height)).toBeLessThanOrEqual(LIMITS.side);
  // Strict: a warning of libjpeg's is an error here.
  await sharp(bytes).raw().toBuffer();
}

async function upright(file: string, width: number, height: number): Promise<Buffer> {
  const opened = await openPicture(join(SHARED, file));
  if (opened.kind === 'refused') throw new Error(opened.reason.message);
  const decoded = await toRgb(opened, { width, height });
  if (decoded.kind === 'refused') throw new Error(decoded.reason.message);
  return decoded.value.data;
}

/** Mean absolute difference of two pictures of the same size, 0 to 255. */
function difference(a: Buffer, b: Buffer): number {
  expect(a.length).toBe(b.length);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}
