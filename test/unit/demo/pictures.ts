import { deflateSync, crc32 } from 'node:zlib';

/** Small files, built byte by byte, for what a normal encoder would not write. */

export function jpegSegment(marker: number, body: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(0xff00 | marker, 0);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** A JPEG with more segments right behind its start. */
export function withJpegSegments(jpeg: Buffer, segments: readonly Buffer[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

export function pngChunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A PNG of black pixels: colour type 0 is grey, 2 RGB, 4 grey with transparency. */
export function blackPng(width: number, height: number, colourType: 0 | 2 | 4, extra: readonly Buffer[] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = colourType;
  const channels = { 0: 1, 2: 3, 4: 2 }[colourType];
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    ...extra,
    pngChunk('IDAT', deflateSync(Buffer.alloc((width * channels + 1) * height))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

export const greyPng = (width: number, height: number) => blackPng(width, height, 0);

/** A 24-bit BMP, rows from the bottom, of one colour. */
export function bmp24(width: number, height: number, [r, g, b] = [200, 150, 125]): Buffer {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const file = Buffer.alloc(54 + stride * height);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) file.set([b, g, r], 54 + y * stride + x * 3);
  }
  return file;
}

/** The smallest EXIF block: one directory with the given tags. */
export function exif(tags: readonly number[]): Buffer {
  const tiff = Buffer.alloc(10 + tags.length * 12 + 4);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(tags.length, 8);
  tags.forEach((tag, i) => tiff.writeUInt16LE(tag, 10 + i * 12));
  return tiff;
}
