import { describe, expect, it } from 'vitest';
import { BMP_GAPS, decodeBmp, readBmpHeader } from '../../../electron/formats/bmp/bmp.ts';

interface Made {
  width: number;
  height: number;
  bits: number;
  compression?: number;
  /** Behind the 40-byte header: masks, palette. */
  extra?: Buffer;
  pixels: Buffer;
  used?: number;
}

function bmp({ width, height, bits, compression = 0, extra = Buffer.alloc(0), pixels, used = 0 }: Made): Buffer {
  const head = Buffer.alloc(54);
  head.write('BM');
  head.writeUInt32LE(54 + extra.length, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(bits, 28);
  head.writeUInt32LE(compression, 30);
  head.writeUInt32LE(used, 46);
  return Buffer.concat([head, extra, pixels]);
}

const decode = (file: Buffer, gaps: 'refuse' | 'keep' = 'refuse'): number[][] => {
  const { data, width } = decodeBmp(file, readBmpHeader(file.subarray(0, 138), file.length), gaps);
  const pixels = Array.from({ length: data.length / 3 }, (_, i) => [...data.subarray(i * 3, i * 3 + 3)]);
  return Array.from({ length: pixels.length / width }, (_, y) => pixels.slice(y * width, (y + 1) * width).flat());
};
const RED_GREEN = Buffer.from([0, 0, 255, 0, 0, 255, 0, 0]);

describe('BMP', () => {
  it('reads 24-bit rows from the bottom, without their padding', () => {
    const pixels = Buffer.from([1, 2, 3, 0, 4, 5, 6, 0]);
    expect(decode(bmp({ width: 1, height: 2, bits: 24, pixels }))).toEqual([
      [6, 5, 4],
      [3, 2, 1],
    ]);
  });

  it('reads rows from the top when the height is negative', () => {
    const pixels = Buffer.from([1, 2, 3, 0, 4, 5, 6, 0]);
    expect(decode(bmp({ width: 1, height: -2, bits: 24, pixels }))).toEqual([
      [3, 2, 1],
      [6, 5, 4],
    ]);
  });

  it('drops the fourth byte of 32-bit pixels', () => {
    const pixels = Buffer.from([10, 20, 30, 0]);
    expect(decode(bmp({ width: 1, height: 1, bits: 32, pixels }))).toEqual([[30, 20, 10]]);
  });

  it('spreads 5-6-5 bits over the whole range', () => {
    const extra = Buffer.alloc(12);
    [0xf800, 0x07e0, 0x001f].forEach((mask, i) => extra.writeUInt32LE(mask, i * 4));
    const pixels = Buffer.from([0xff, 0xff, 0x00, 0x80]);
    expect(decode(bmp({ width: 2, height: 1, bits: 16, compression: 3, extra, pixels }))).toEqual([
      [255, 255, 255, 132, 0, 0],
    ]);
  });

  it.each([
    [1, Buffer.from([0b01000000, 0, 0, 0])],
    [4, Buffer.from([0x01, 0, 0, 0])],
    [8, Buffer.from([0, 1, 0, 0])],
  ])('looks %i-bit pixels up in the palette', (bits, pixels) => {
    const file = bmp({ width: 2, height: 1, bits, extra: RED_GREEN, pixels, used: 2 });
    expect(decode(file)).toEqual([[255, 0, 0, 0, 255, 0]]);
  });

  it('refuses a pixel whose colour the palette lacks', () => {
    const file = bmp({ width: 2, height: 1, bits: 8, extra: RED_GREEN, pixels: Buffer.from([0, 9, 0, 0]), used: 2 });
    expect(() => decode(file)).toThrow(/palette/);
  });

  it('unpacks run lengths and literal runs', () => {
    const pixels = Buffer.from([2, 1, 1, 0, 0, 0, 0, 3, 0, 1, 0, 0, 0, 1]);
    const file = bmp({ width: 3, height: 2, bits: 8, compression: 1, extra: RED_GREEN, pixels, used: 2 });
    expect(decode(file)).toEqual([
      [255, 0, 0, 0, 255, 0, 255, 0, 0],
      [0, 255, 0, 0, 255, 0, 255, 0, 0],
    ]);
  });

  it('says when run lengths skip pixels, and keeps them only when told to', () => {
    const pixels = Buffer.from([1, 1, 0, 1]);
    const file = bmp({ width: 2, height: 1, bits: 8, compression: 1, extra: RED_GREEN, pixels, used: 2 });
    expect(() => decode(file)).toThrow(
      expect.objectContaining({ reason: expect.objectContaining({ code: BMP_GAPS }) }),
    );
    expect(decode(file, 'keep')).toEqual([[0, 255, 0, 255, 0, 0]]);
  });

  it('refuses run lengths that end early even then', () => {
    const pixels = Buffer.from([1, 1]);
    const file = bmp({ width: 2, height: 2, bits: 8, compression: 1, extra: RED_GREEN, pixels, used: 2 });
    expect(() => decode(file, 'keep')).toThrow(/missing/);
  });

  it.each<[string, Buffer]>([
    ['a missing last row', bmp({ width: 4, height: 2, bits: 24, pixels: Buffer.alloc(12) })],
    ['a size far beyond the file', bmp({ width: 30000, height: 30000, bits: 24, pixels: Buffer.alloc(100) })],
    ['a negative width', bmp({ width: -4, height: 2, bits: 24, pixels: Buffer.alloc(24) })],
    ['an unknown depth', bmp({ width: 1, height: 1, bits: 30, pixels: Buffer.alloc(8) })],
    ['an unknown compression', bmp({ width: 1, height: 1, bits: 24, compression: 9, pixels: Buffer.alloc(8) })],
    ['a file cut within its header', bmp({ width: 1, height: 1, bits: 24, pixels: Buffer.alloc(4) }).subarray(0, 40)],
  ])('refuses %s before it decodes', (_, file) => {
    expect(() => readBmpHeader(file.subarray(0, 138), file.length)).toThrow(/BMP file is damaged/);
  });

  it('accepts a last row without its padding', () => {
    const file = bmp({ width: 1, height: 1, bits: 24, pixels: Buffer.from([1, 2, 3]) });
    expect(decode(file)).toEqual([[3, 2, 1]]);
  });
});
