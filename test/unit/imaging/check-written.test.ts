import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeParts } from '../../../electron/imaging/result/encode-container.ts';
import {
  checkJoined,
  checkWritten,
  doesForThumbnail,
  embeddedThumbnailOf,
} from '../../../electron/imaging/result/encode-thumbnail.ts';
import { MARKER } from '../../../electron/formats/jpeg/segments.ts';
import { fileOf, halved, inStrips, picture, settings } from './strip-fixtures.ts';

let folder: string;
let path: string;
let counter = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-check-written-'));
  // As in the app: what was read before under the same name must not count.
  sharp.cache(false);
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  path = join(folder, `${String(counter++)}.jpg`);
});

const pixels = picture(200, 900);
const size = { width: 200, height: 900 };

/** A copy with one byte changed. */
function flipped(file: Uint8Array, at: number): Buffer {
  const copy = Buffer.from(file);
  copy[at]! ^= 1;
  return copy;
}

/** The parts with another restart interval in the first one's header. */
function withInterval(parts: readonly Uint8Array[], change: (interval: number) => number): Buffer[] {
  const [first, ...others] = parts.map((part) => Buffer.from(part));
  const at = first!.indexOf(Buffer.of(0xff, MARKER.dri, 0, 4)) + 4;
  first!.writeUInt16BE(change(first!.readUInt16BE(at)), at);
  return [first!, ...others];
}

describe('checkJoined', () => {
  it.each([settings, halved])('has nothing against what was written as it is ($chroma)', async (how) => {
    const { encoded, rows } = await inStrips(pixels, how);
    await writeFile(path, Buffer.concat(encoded));
    await checkJoined(path, size, encoded, rows);
    // However it is cut into parts, an empty one among them.
    const file = Buffer.concat(encoded);
    await checkJoined(path, size, [file.subarray(0, 1), new Uint8Array(0), file.subarray(1)], rows);
  });

  it('compares what is longer than it reads at once', async () => {
    const { encoded, rows } = await inStrips(
      picture(700, 900, 3, { content: (x, y, c) => ((x * y * 7 + c) % 11) / 10 }),
      {
        ...settings,
        quality: 100,
      },
    );
    const file = Buffer.concat(encoded);
    expect(file.length).toBeGreaterThan(1024 * 1024);
    await writeFile(path, file);
    await checkJoined(path, { width: 700, height: 900 }, [file], rows);
    await writeFile(path, flipped(file, 1024 * 1024));
    await expect(checkJoined(path, { width: 700, height: 900 }, [file], rows)).rejects.toThrow('read back');
  });

  it('finds one changed bit, wherever it is', async () => {
    const { encoded, rows } = await inStrips(pixels);
    const file = Buffer.concat(encoded);
    const headerEnd = file.indexOf(Buffer.of(0xff, MARKER.sos)) + 14;
    const places = [headerEnd, headerEnd + 1000, file.length >> 1, file.length - 3, file.length - 1];
    for (const at of places) {
      await writeFile(path, flipped(file, at));
      await expect(checkJoined(path, size, encoded, rows)).rejects.toThrow();
    }
    // In the last strip, which is not decoded again: the comparison alone finds it.
    await writeFile(path, flipped(file, file.length - 1000));
    await expect(checkJoined(path, size, encoded, rows)).rejects.toThrow('does not read back as it was written');
  });

  it.each([
    ['shorter by a byte', (file: Buffer) => file.subarray(0, -1)],
    ['shorter by a strip', (file: Buffer) => file.subarray(0, file.length >> 1)],
    ['longer by a byte', (file: Buffer) => Buffer.concat([file, Buffer.of(0)])],
    ['there twice', (file: Buffer) => Buffer.concat([file, file])],
  ])('finds that the file is %s', async (_name, change) => {
    const { encoded, rows } = await inStrips(pixels);
    await writeFile(path, change(Buffer.concat(encoded)));
    await expect(checkJoined(path, size, encoded, rows)).rejects.toThrow('does not read back as it was written');
  });

  it.each([
    ['one more', (n: number) => n + 1],
    ['one less', (n: number) => n - 1],
    ['twice', (n: number) => n * 2],
    ['half', (n: number) => n / 2],
    ['none', () => 0],
    ['a column', () => 25],
  ])('finds a restart interval that does not fit, though the file is what was written: %s', async (_name, change) => {
    const { encoded, rows } = await inStrips(pixels);
    const wrong = withInterval(encoded, change);
    await writeFile(path, Buffer.concat(wrong));
    await expect(checkJoined(path, size, wrong, rows)).rejects.toThrow(/jpeg/i);
    await writeFile(path, Buffer.concat(withInterval(encoded, (n) => n)));
    await checkJoined(path, size, encoded, rows);
  });

  it('finds that the first seam is not followed by the strip that belongs there', async () => {
    const { encoded, rows } = await inStrips(pixels);
    const without = encoded.filter((_, i) => i !== 1);
    await writeFile(path, Buffer.concat(without));
    await expect(checkJoined(path, size, without, rows)).rejects.toThrow(/jpeg/i);
  });

  it.each([
    { width: 200, height: 901 },
    { width: 201, height: 900 },
    { width: 900, height: 200 },
  ])('finds another size than $width x $height', async (other) => {
    const { encoded, rows } = await inStrips(pixels);
    await writeFile(path, Buffer.concat(encoded));
    await expect(checkJoined(path, other, encoded, rows)).rejects.toThrow('200 x 900');
  });

  it('finds that there is no file', async () => {
    await expect(checkJoined(path, size, [new Uint8Array(3)], 320)).rejects.toThrow();
  });
});

describe('checkWritten', () => {
  it.each([
    [200, 150],
    [2567, 312],
    [5135, 40],
  ])('accepts a picture of %d x %d by a thumbnail of what its strips decoded to', async (width, height) => {
    const made = picture(width, height);
    const strips = await inStrips(made);
    await writeFile(path, fileOf(strips));
    await checkWritten(path, { width, height }, await embeddedThumbnailOf(strips.shown));
    await checkWritten(path, { width, height }, await embeddedThumbnailOf(made));
  });

  it('refuses another picture, a damaged one, and another size', async () => {
    const made = picture(200, 150);
    const thumbnail = await embeddedThumbnailOf(made);
    const small = { width: 200, height: 150 };
    const file = fileOf(await inStrips(made));
    await writeFile(path, file.subarray(0, -200));
    await expect(checkWritten(path, small, thumbnail)).rejects.toThrow(/jpeg/i);
    await writeFile(path, file);
    await expect(checkWritten(path, { width: 150, height: 200 }, thumbnail)).rejects.toThrow('200 x 150');
    await checkWritten(path, small, thumbnail);
    await writeFile(path, await sharp(file).negate().jpeg().toBuffer());
    await expect(checkWritten(path, small, thumbnail)).rejects.toThrow('decodes to another picture');
  });
});

describe('doesForThumbnail', () => {
  it.each([
    [320, 1, true],
    [1, 320, true],
    [319, 319, false],
    [1000, 700, true],
    [1, 1, false],
  ])('%d x %d: %s', (width, height, does) => {
    expect(doesForThumbnail({ width, height })).toBe(does);
  });
});

describe('writeParts', () => {
  const never = new AbortController().signal;
  const parts = [Buffer.from('some'), Buffer.alloc(0), Buffer.alloc(9_000_000, 'more'), Buffer.from('end')];

  it('lets the check see the complete file, and says how long that is', async () => {
    let seen: Buffer | undefined;
    const bytes = await writeParts(path, parts, never, async () => {
      seen = await readFile(path);
    });
    expect(bytes).toBe(9_000_007);
    expect(seen?.equals(Buffer.concat(parts))).toBe(true);
    expect((await readFile(path)).equals(seen!)).toBe(true);
  });

  it('leaves nothing behind when the check fails, and says why', async () => {
    const failing = async (): Promise<void> => {
      await readFile(path);
      throw new Error('not what it should be');
    };
    await expect(writeParts(path, parts, never, failing)).rejects.toThrow('not what it should be');
    await writeFile(path, 'older');
    const { encoded, rows } = await inStrips(pixels);
    const other = () => checkJoined(path, { width: 1, height: 1 }, encoded, rows);
    await expect(writeParts(path, encoded, never, other)).rejects.toThrow('200 x 900');
    expect(await readdir(folder)).not.toContain(path.slice(folder.length + 1));
  });

  it('leaves nothing behind when it is aborted, and checks nothing', async () => {
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    let checked = false;
    const check = async (): Promise<void> => {
      await readFile(path);
      checked = true;
    };
    await expect(writeParts(path, parts, abort.signal, check)).rejects.toThrow('enough');
    expect(checked).toBe(false);
    expect(await readdir(folder)).not.toContain(path.slice(folder.length + 1));
  });
});
