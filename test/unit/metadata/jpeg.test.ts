import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { metadataFromJpeg } from '../../../electron/metadata/read/jpeg-read.ts';
import { ijgTable, jpegEncodingOf } from '../../../electron/formats/jpeg/jpeg-quality.ts';
import { readJpegFacts, readJpegHeader, walkJpeg } from '../../../electron/formats/jpeg/jpeg.ts';
import { MARKER, segmentBytes } from '../../../electron/formats/jpeg/segments.ts';
import { orientationOnly } from '../../../electron/metadata/policy/exif-block.ts';
import { spliceJpeg } from '../../../electron/metadata/write/jpeg-write.ts';
import { jpegWith } from './fixtures.ts';

const encode = (quality: number, chromaSubsampling: string): Promise<Buffer> =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: '#a06040' } })
    .jpeg({ quality, chromaSubsampling })
    .toBuffer();
const plain = await encode(90, '4:4:4');

describe('jpegEncodingOf', () => {
  it.each([30, 50, 75, 85, 90, 92, 95, 98, 100])('finds quality %d', async (quality) => {
    const found = jpegEncodingOf(readJpegHeader(await encode(quality, '4:2:0'))!);
    expect(found?.quality).toBe(quality);
    expect(found?.qualityNotBelow).toBe(quality);
    expect(found?.chroma).toBe('4:2:0');
  });

  it('takes the next coarser one of tables that no quality has, and the next finer one for writing', async () => {
    const jpeg = Buffer.from(await encode(90, '4:4:4'));
    const table = jpeg.indexOf(Buffer.from([0xff, 0xdb]));
    jpeg[table + 5 + 40]! += 2;
    const found = jpegEncodingOf(readJpegHeader(jpeg)!);
    expect(found?.quality).toBe(89);
    expect(found?.qualityNotBelow).toBe(90);
    expect(found?.chroma).toBe('4:4:4');
  });

  it('scales tables as the IJG encoder does', () => {
    expect(ijgTable([16, 11, 255], 50)).toEqual([16, 11, 255]);
    expect(ijgTable([16, 11, 255], 100)).toEqual([1, 1, 1]);
    expect(ijgTable([16, 11, 255], 25)).toEqual([32, 22, 255]);
  });
});

describe('readJpegHeader', () => {
  it('passes over fill bytes and stray bytes between segments', () => {
    const odd = Buffer.concat([plain.subarray(0, 2), Buffer.from([0xff, 0xff, 0xff, 0, 7]), plain.subarray(2)]);
    expect(readJpegHeader(odd)?.segments.length).toBe(readJpegHeader(plain)?.segments.length);
  });

  it('does not take a file for a JPEG that ends within its header', () => {
    expect(readJpegHeader(plain.subarray(0, 100))).toBeUndefined();
    expect(readJpegHeader(Buffer.from('\x89PNG'))).toBeUndefined();
  });
});

describe('metadata through a JPEG', () => {
  const icc = Buffer.alloc(150_000, 5).fill('profile', 0, 7);
  const exif = Buffer.from('MM\0*\0\0\0\x08\0\0\0\0\0\0', 'latin1');
  const xmp = Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');
  const extended = Buffer.alloc(140_000, 'x');
  const photoshop = Buffer.alloc(70_000, 'r');
  const set = {
    exif,
    xmp,
    extendedXmp: extended,
    photoshop,
    icc,
    segments: [{ marker: 0xfe, data: Buffer.from('a comment') }],
    chunks: [],
    left: [],
  };

  it('comes out as it went in, whatever the number of segments, with the same pixels', async () => {
    const file = Buffer.concat(spliceJpeg(plain, set).parts);
    const back = metadataFromJpeg(readJpegHeader(file)!);
    expect(Buffer.compare(back.icc!, icc)).toBe(0);
    expect(Buffer.compare(back.exif!, exif)).toBe(0);
    expect(Buffer.compare(back.xmp!, xmp)).toBe(0);
    expect(Buffer.compare(back.extendedXmp!, extended)).toBe(0);
    expect(Buffer.compare(back.photoshop!, photoshop)).toBe(0);
    expect(back.segments.map(({ data }) => Buffer.from(data).toString())).toEqual(['a comment']);
    const pixels = (jpeg: Buffer): Promise<Buffer> => sharp(jpeg, { ignoreIcc: true }).raw().toBuffer();
    expect(Buffer.compare(await pixels(file), await pixels(plain))).toBe(0);
  });

  it('says what did not fit', () => {
    expect(spliceJpeg(plain, { ...set, exif: Buffer.alloc(70_000) }).tooLong).toEqual(['exif']);
  });

  it('leaves out what would be untrue of new pixels, and names it', () => {
    const source = jpegWith(plain, [
      [0xe2, Buffer.from('MPF\0whatever')],
      [0xeb, Buffer.from('JP\0\x01jumb')],
      [0xee, Buffer.from('Adobe\0\x64\0\0\0\0\0')],
      [0xe3, Buffer.from('Meta\0\0kept')],
    ]);
    const found = metadataFromJpeg(readJpegHeader(source)!);
    expect(found.left).toEqual(['pictures', 'provenance']);
    expect(found.segments.map(({ marker }) => marker)).toEqual([0xe3]);
  });

  it('finds EXIF where it turns the picture: whatever the byte of padding behind its name is', () => {
    const exif = Buffer.from(orientationOnly(6));
    const odd = Buffer.from('Exif\0\x7f', 'latin1');
    const file = Buffer.concat([
      plain.subarray(0, 2),
      segmentBytes({ marker: MARKER.app1, data: Buffer.concat([odd, exif]) }),
      plain.subarray(2),
    ]);
    expect(readJpegFacts(walkJpeg(file, true))?.orientation).toBe(6);
    const back = metadataFromJpeg(readJpegHeader(file)!);
    expect(back.segments).toEqual([]);
    expect(Buffer.from(back.exif!).equals(exif)).toBe(true);
  });
});
