import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodePixels } from '../../../electron/imaging/result/encode.ts';
import type { EncodeSettings } from '../../../electron/imaging/result/encode.ts';
import { joinStrips, stripRows } from '../../../electron/formats/jpeg/jpeg-strips.ts';
import { readJpegHeader } from '../../../electron/formats/jpeg/jpeg.ts';
import { MARKER } from '../../../electron/formats/jpeg/segments.ts';
import type { Pixels } from '../../../electron/imaging/transfer/types.ts';
import { fileOf, halved, inStrips, picture, settings } from '../imaging/strip-fixtures.ts';

interface Raw {
  readonly data: Buffer;
  readonly info: { readonly width: number; readonly height: number; readonly channels: number };
}
const decoded = (file: Uint8Array): Promise<Raw> =>
  sharp(file, { failOn: 'warning', limitInputPixels: false }).raw().toBuffer({ resolveWithObject: true });

/** Both as what they decode to; the joined one must have been of several strips. */
async function bothWays(pixels: Pixels, how: EncodeSettings): Promise<{ joined: Raw; whole: Raw; count: number }> {
  const strips = await inStrips(pixels, how);
  const [joined, whole] = await Promise.all([decoded(fileOf(strips)), encodePixels(pixels, how).then(decoded)]);
  return { joined, whole, count: strips.count };
}

/** The restart markers of a file's only scan, 0 to 7 in their order. */
function restartsOf(file: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = readJpegHeader(file)!.scanStart; at + 1 < file.length; at++) {
    const code = file[at + 1]! - MARKER.rst0;
    if (file[at] === 0xff && code >= 0 && code < 8) found.push(code);
  }
  return found;
}

describe('a JPEG of strips', () => {
  const low = { ...settings, quality: 40 };
  it.each([
    ['RGB, whole colour, a last strip of one row', picture(203, 641), settings, 3],
    ['RGB, halved colour, a last strip of 7 rows', picture(203, 647), halved, 3],
    ['RGB, halved colour, a last strip of 16 rows', picture(131, 656), halved, 3],
    ['RGB, whole colour, whole strips', picture(64, 640), low, 2],
    ['grey', picture(77, 656, 1), settings, 3],
    ['grey, where halved colour was asked for', picture(77, 650, 1), halved, 3],
    ['16 bits', picture(50, 650, 3, { deep: true }), halved, 3],
    ['16 bits of grey', picture(50, 641, 1, { deep: true }), settings, 3],
    ['transparency', picture(41, 700, 4), settings, 3],
    ['transparency and 16 bits', picture(41, 700, 4, { deep: true }), halved, 3],
    ['grey with transparency', picture(41, 700, 2), settings, 3],
    ['one column', picture(1, 1000), halved, 4],
    ['one strip', picture(30, 320), settings, 1],
    ['a single pixel', picture(1, 1), settings, 1],
    ['nine strips', picture(24, 8 * 320 + 5), halved, 9],
    ['eighteen strips', picture(9, 17 * 320 + 1), settings, 18],
  ] as const)('decodes to the very pixels of one encoded in one piece: %s', async (_name, pixels, how, strips) => {
    const { joined, whole, count } = await bothWays(pixels, how);
    expect(count).toBe(strips);
    expect(joined.info).toEqual(whole.info);
    expect(joined.data.equals(whole.data)).toBe(true);
  });

  it.each([
    ['whole colour', { ...picture(20000, 230, 1), channels: 1 }, settings, 2],
    ['grey, where halved colour was asked for', picture(20000, 330, 1), halved, 2],
  ] as const)('may be so wide that the restart interval decides (%s)', async (_name, pixels, how, strips) => {
    const { joined, whole, count } = await bothWays(pixels, how);
    expect(count).toBe(strips);
    expect(joined.data.equals(whole.data)).toBe(true);
  });

  it('may be very wide in colour', async () => {
    const [width, height] = [20000, 420];
    const line = picture(width, 1).data;
    const data = new Uint8Array(width * height * 3);
    for (let y = 0; y < height; y++) data.set(y % 100 < 50 ? line : line.subarray(0, line.length / 2), y * line.length);
    const { joined, whole, count } = await bothWays({ data, width, height, channels: 3 }, settings);
    expect(count).toBe(3);
    expect(joined.data.equals(whole.data)).toBe(true);
  });

  it('counts its restart markers from 0 to 7, again and again', async () => {
    const file = fileOf(await inStrips(picture(9, 17 * 320 + 1)));
    expect(restartsOf(file)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0]);
    expect(file.subarray(-2)).toEqual(Buffer.of(0xff, MARKER.eoi));
  });

  it('has its whole header in its first part, where metadata go', async () => {
    const { encoded } = await inStrips(picture(60, 700));
    const header = readJpegHeader(encoded[0])!;
    expect(header.segments.filter(({ marker: code }) => code === MARKER.dri)).toHaveLength(1);
    expect(encoded[0].length).toBeGreaterThan(header.scanStart + 100);
  });
});

describe('stripRows', () => {
  it.each([true, false])(
    'is whole blocks, and as many as the restart interval can count (halved chroma: %s)',
    (half) => {
      const block = half ? 16 : 8;
      for (let width = 1; width <= 65500; width += width < 64 ? 1 : 61) {
        const rows = stripRows(width, half);
        const blocksOf = (high: number): number => Math.ceil(width / block) * (high / block);
        expect(rows % 16).toBe(0);
        expect(rows).toBeGreaterThan(0);
        expect(blocksOf(rows)).toBeLessThanOrEqual(65535);
        if (rows < 320) expect(blocksOf(rows + 16)).toBeGreaterThan(65535);
        expect(rows).toBeLessThanOrEqual(320);
      }
    },
  );
});

describe('joinStrips', () => {
  const encoded = (how: EncodeSettings, width = 64, channels: 1 | 3 = 3): Promise<Buffer> =>
    encodePixels(picture(width, 320, channels), how);

  it.each([
    ['quality', () => encoded({ ...settings, quality: 91 })],
    ['chroma', () => encoded(halved)],
    ['width', () => encoded(settings, 65)],
    ['number of channels', () => encoded(settings, 64, 1)],
  ] as const)('refuses strips of another %s', async (_name, other) => {
    const first = await encoded(settings);
    expect(joinStrips([first, first], 320, 640)).toHaveLength(4);
    const second = await other();
    expect(() => joinStrips([first, second], 320, 640)).toThrow('different encoders');
    expect(() => joinStrips([second, first], 320, 640)).toThrow('different encoders');
  });

  it('refuses what it cannot join', async () => {
    const strip = await encoded(settings);
    const progressive = await sharp(strip).jpeg({ progressive: true }).toBuffer();
    expect(() => joinStrips([], 320, 0)).toThrow(RangeError);
    expect(() => joinStrips([progressive, progressive], 320, 640)).toThrow('baseline');
    expect(() => joinStrips([strip, strip.subarray(0, 40)], 320, 640)).toThrow('baseline');
  });

  it('refuses more blocks than the restart interval can count', async () => {
    const wide = await encodePixels(picture(20000, 216, 1), settings);
    expect(() => joinStrips([wide, wide], 216, 432)).toThrow(RangeError);
  });
});
