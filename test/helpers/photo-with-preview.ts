import sharp from 'sharp';
import { at, long, short, tiff } from '../unit/formats/tiff-builder.ts';

/** A grey JPEG of this size as stored, whose EXIF says how to turn it and holds a small picture, as cameras write it. */
export async function photoWith(
  small: Uint8Array,
  orientation: number,
  size: { readonly width: number; readonly height: number },
): Promise<Buffer> {
  const exif = tiff([
    [[274, short(orientation)]],
    [
      [513, at(small)],
      [514, long(small.length)],
    ],
  ]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(exif.length + 8);
  const jpeg = await sharp({ create: { ...size, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer();
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1]), length, Buffer.from('Exif\0\0', 'latin1'), exif]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}
