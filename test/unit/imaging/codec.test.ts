import { describe, expect, test } from 'vitest';
import { decodeRgb, encodeRgb } from '../../../electron/imaging/codec.ts';
import { blackPng, bmp24 } from '../demo/pictures.ts';

const image = {
  width: 24,
  height: 16,
  rgb: Uint8Array.from({ length: 24 * 16 * 3 }, (_, i) => 60 + ((i * 5) % 120)),
};
const jpeg = await encodeRgb(image, { format: 'jpeg', quality: 95, chroma: '4:4:4' });

test('PNG brings the pixels back to the bit', async () => {
  const back = await decodeRgb(await encodeRgb(image, { format: 'png' }));
  expect(back).toEqual(image);
  expect(Buffer.isBuffer(back.rgb)).toBe(false);
});

test('JPEG quality and chroma are what was asked for', async () => {
  const coarse = await encodeRgb(image, { format: 'jpeg', quality: 50, chroma: '4:2:0' });
  expect(coarse.length).toBeLessThan(jpeg.length);
  const sampling = (file: Buffer) => file[file.indexOf(Buffer.from([0xff, 0xc0])) + 11];
  expect([sampling(jpeg), sampling(coarse)]).toEqual([0x11, 0x22]);
});

test('grey, and transparency, become three channels', async () => {
  for (const type of [0, 4] as const) expect((await decodeRgb(blackPng(3, 2, type))).rgb).toEqual(new Uint8Array(18));
});

describe('strictness', () => {
  test('a file that ends early is refused, wherever it ends', async () => {
    const bmp = bmp24(24, 16);
    for (const file of [jpeg, bmp]) {
      for (let length = 3; length < file.length; length += 7) {
        await expect(decodeRgb(file.subarray(0, length))).rejects.toThrow();
      }
      await expect(decodeRgb(file.subarray(0, file.length - 1))).rejects.toThrow();
    }
    const png = await encodeRgb(image, { format: 'png' });
    const endMark = 12;
    for (let length = 3; length < png.length - endMark; length += 7) {
      await expect(decodeRgb(png.subarray(0, length))).rejects.toThrow();
    }
  });

  test('more pixels than allowed are refused from the header', async () => {
    for (const file of [jpeg, bmp24(24, 16)]) {
      await expect(decodeRgb(file, { maxPixels: 24 * 16 - 1 })).rejects.toThrow(/pixel/i);
      expect(await decodeRgb(file, { maxPixels: 24 * 16 })).toMatchObject({ width: 24, height: 16 });
    }
  });

  test('what is no picture is refused', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
    for (const text of ['', 'BM', 'hello', svg]) await expect(decodeRgb(Buffer.from(text))).rejects.toThrow();
  });

  test('pixels that do not fill the picture are refused', async () => {
    await expect(encodeRgb({ ...image, height: 17 }, { format: 'png' })).rejects.toThrow(/fill/);
  });
});

describe('BMP', () => {
  test('24 bits, rows from the bottom and from the top', async () => {
    const file = bmp24(5, 3, [10, 20, 30]);
    // One different pixel in the file's first row.
    file.set([3, 2, 1], 54);
    const bottomUp = await decodeRgb(file);
    expect([...bottomUp.rgb.subarray(5 * 2 * 3, 5 * 2 * 3 + 6)]).toEqual([1, 2, 3, 10, 20, 30]);
    file.writeInt32LE(-3, 22);
    const topDown = await decodeRgb(file);
    expect([...topDown.rgb.subarray(0, 6)]).toEqual([1, 2, 3, 10, 20, 30]);
    expect(topDown.height).toBe(3);
  });

  test('an impossible depth or size is refused', async () => {
    const depth = bmp24(5, 3);
    depth.writeUInt16LE(33, 28);
    await expect(decodeRgb(depth)).rejects.toThrow(/bits a pixel/);
    const size = bmp24(5, 3);
    size.writeInt32LE(0, 18);
    await expect(decodeRgb(size)).rejects.toThrow(/no usable/);
  });
});
