import { expect, test } from 'vitest';
import { metadataIn, refusePicture } from '../../../electron/demo/picture-check.ts';
import { encodeRgb } from '../../../electron/imaging/codec.ts';
import { blackPng, bmp24, exif, jpegSegment, pngChunk, withJpegSegments } from './pictures.ts';

const jpeg = await encodeRgb(
  { width: 16, height: 8, rgb: new Uint8Array(16 * 8 * 3).fill(99) },
  { format: 'jpeg', quality: 90, chroma: '4:4:4' },
);
const sent = (bytes: Buffer, fileName: string, contentType: string) => refusePicture({ bytes, fileName, contentType });

/** A JPEG's header alone, of the given size and number of components. */
function jpegHeader(width: number, height: number, components: number): Buffer {
  const frame = Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, components, 1, 0x11, 0]);
  return withJpegSegments(Buffer.from([0xff, 0xd8]), [jpegSegment(0xc2, frame)]);
}

test.each([
  [4095, 4095, 3, undefined],
  [4096, 10, 3, 'FILE_RESOLUTION_EXCEEDS_LIMITS'],
  [10, 4096, 3, 'FILE_RESOLUTION_EXCEEDS_LIMITS'],
  [10, 10, 1, 'ERROR_UNSUPPORTED_GRAYSCALE_IMAGE'],
  [10, 10, 4, undefined],
])('a progressive JPEG of %i x %i with %i components', (width, height, components, verdict) => {
  expect(sent(jpegHeader(width, height, components), 'a.jpg', 'image/jpeg')).toBe(verdict);
});

test.each([
  [4095, 1, 2, undefined],
  [4096, 1, 2, 'FILE_RESOLUTION_EXCEEDS_LIMITS'],
  [4, 4, 0, 'ERROR_UNSUPPORTED_GRAYSCALE_IMAGE'],
  [4, 4, 4, 'ERROR_UNSUPPORTED_GRAYSCALE_IMAGE'],
] as const)('a PNG of %i x %i, colour type %i', (width, height, type, verdict) => {
  expect(sent(blackPng(width, height, type), 'a.png', 'image/png')).toBe(verdict);
});

test('a BMP, also one with rows from the top', () => {
  expect(sent(bmp24(5, 3), 'a.bmp', 'image/bmp')).toBeUndefined();
  const topDown = bmp24(2, 2);
  topDown.writeInt32LE(-5000, 22);
  expect(sent(topDown, 'a.bmp', 'image/bmp')).toBe('FILE_RESOLUTION_EXCEEDS_LIMITS');
});

test('a file that ends within its header is left for the decoder to refuse', () => {
  for (const length of [3, 4, 5, 20]) expect(sent(jpeg.subarray(0, length), 'a.jpg', 'image/jpeg')).toBeUndefined();
  expect(sent(blackPng(2, 2, 2).subarray(0, 20), 'a.png', 'image/png')).toBeUndefined();
});

test.each(['', 'GIF89a', 'RIFF....WEBP', '\0\0\0 ftypavif', '<svg/>', 'II*\0'])(
  '%j is no picture for the service',
  (text) => {
    expect(sent(Buffer.from(text, 'latin1'), 'a.jpg', 'image/jpeg')).toBe('UNSUPPORTED_FILE_TYPES');
  },
);

test('finds every kind of metadata in a JPEG, and none in a bare one', () => {
  expect(metadataIn(jpeg)).toEqual([]);
  const app1 = (body: Buffer) => jpegSegment(0xe1, body);
  const exifBlock = (tags: number[]) => app1(Buffer.concat([Buffer.from('Exif\0\0'), exif(tags)]));
  expect(metadataIn(withJpegSegments(jpeg, [exifBlock([274])]))).toEqual(['EXIF']);
  expect(metadataIn(withJpegSegments(jpeg, [exifBlock([274, 34853])]))).toEqual(['EXIF', 'GPS']);
  expect(metadataIn(withJpegSegments(jpeg, [app1(Buffer.from('http://ns.adobe.com/xap/1.0/\0<x/>'))]))).toEqual([
    'XMP',
  ]);
  const others = [
    jpegSegment(0xe2, Buffer.from('ICC_PROFILE\0')),
    jpegSegment(0xed, Buffer.from('Photoshop 3.0\0')),
    jpegSegment(0xfe, Buffer.from('hi')),
  ];
  expect(metadataIn(withJpegSegments(jpeg, others))).toEqual(['ICC', 'IPTC', 'comment']);
});

test('finds metadata in a PNG', () => {
  expect(metadataIn(blackPng(1, 1, 2))).toEqual([]);
  const extra = [
    pngChunk('eXIf', exif([34853])),
    pngChunk('iCCP', Buffer.from('x')),
    pngChunk('tEXt', Buffer.from('x')),
  ];
  expect(metadataIn(blackPng(1, 1, 2, extra))).toEqual(['EXIF', 'GPS', 'ICC', 'text']);
});

test('a broken EXIF block is still EXIF', () => {
  for (const body of ['', 'II', 'II*\0\xff\xff\xff\x00']) {
    const segment = jpegSegment(0xe1, Buffer.from(`Exif\0\0${body}`, 'latin1'));
    expect(metadataIn(withJpegSegments(jpeg, [segment]))).toEqual(['EXIF']);
  }
});
