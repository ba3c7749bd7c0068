import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePixels } from '../../../electron/imaging/result/encode.ts';
import { exiftool, hasExiftool, objections } from '../../helpers/exiftool.ts';
import { fileOf, halved, inStrips, picture, settings } from '../../unit/imaging/strip-fixtures.ts';
import { texture } from '../../unit/imaging/transfer/fixtures.ts';
import { fromRaw, makeJob, written } from './full-size-harness.ts';
import { hasTool, PYTHON } from '../../helpers/tools.ts';

/** Other programs that read JPEG files, each skipped where it is not installed (Debian: python3-pil). */
const hasPillow = hasTool('Pillow', PYTHON, ['-c', 'import PIL']);
const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-joined-'));
});
afterAll(() => rm(folder, { recursive: true }));

const kinds = [
  ['whole colour', picture(203, 641), settings],
  ['halved colour', picture(203, 967), halved],
  ['grey', picture(90, 1000, 1), settings],
  ['eighteen strips', picture(17, 17 * 320 + 7), halved],
  ['very wide', picture(20000, 230, 1), settings],
] as const;

/** A joined file, and the same pixels encoded in one piece. */
async function bothFiles(kind: (typeof kinds)[number]): Promise<[string, string]> {
  const [name, pixels, how] = kind;
  const [joined, whole] = [join(folder, `${name}-joined.jpg`), join(folder, `${name}-whole.jpg`)];
  const strips = await inStrips(pixels, how);
  expect(strips.count).toBeGreaterThan(1);
  await writeFile(joined, fileOf(strips));
  await writeFile(whole, await encodePixels(pixels, how));
  return [joined, whole];
}

describe.skipIf(!hasPillow)('Pillow', () => {
  // Warnings are failures; truncated files are not read.
  const compare = `
import sys, warnings
warnings.simplefilter('error')
from PIL import Image
Image.MAX_IMAGE_PIXELS = None
joined, whole = (Image.open(path) for path in sys.argv[1:3])
joined.load(); whole.load()
print(joined.size == whole.size and joined.mode == whole.mode and joined.tobytes() == whole.tobytes())
`;

  it.each(kinds)('reads a joined JPEG to the very pixels of one encoded in one piece: %s', async (...kind) => {
    const { stdout } = await run(PYTHON, ['-c', compare, ...(await bothFiles(kind))]);
    expect(stdout.trim()).toBe('True');
  });
});

describe.skipIf(!hasExiftool)('ExifTool', () => {
  it('has nothing to say about a joined JPEG, and reads its size', async () => {
    const files: string[] = [];
    for (const kind of kinds) files.push((await bothFiles(kind))[0]);
    expect(await objections(files)).toEqual(files.map(() => []));
    const sizes = (await exiftool('-s3', '-ImageSize', '-q', ...files)).trim().split('\n');
    expect(sizes).toEqual(kinds.map(([, { width, height }]) => `${String(width)}x${String(height)}`));
  });

  it('has nothing to say about a result of several strips with the original’s metadata', async () => {
    const jpeg = await fromRaw(texture(200, 700), 200, 700).withIccProfile('p3').jpeg({ quality: 95 }).toBuffer();
    const request = await makeJob(jpeg, 'tall.jpg');
    const tags = ['-EXIF:Make=Canon', '-EXIF:DateTimeOriginal=2025:06:07 08:09:10', '-XMP-dc:Title=Bride é'];
    await exiftool('-q', '-overwrite_original', ...tags, request.original);
    await written({ ...request, history: { software: 'Afterglow 1.2.3', when: '2026-03-04T05:06:07Z' } });
    const [before, after] = await objections([request.original, request.target]);
    expect(after!.filter((text) => !before!.includes(text))).toEqual([]);
    const read = await exiftool('-s3', '-ImageSize', '-Make', '-Title', request.target);
    expect(read.trim().split('\n')).toEqual(['200x700', 'Canon', 'Bride é']);
  });
});
