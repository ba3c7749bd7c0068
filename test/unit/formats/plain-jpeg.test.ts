import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { MARKER, walkJpeg } from '../../../electron/formats/jpeg/jpeg.ts';
import { readPlainJpeg, wholePicture, writePlainJpeg } from '../../../electron/formats/jpeg/plain-jpeg.ts';
import { dcfPreview } from '../../helpers/dcf-preview.ts';

const grey = (width: number, height: number): Sharp =>
  sharp({ create: { width, height, channels: 3, background: '#a08060' } });

/** A segment that is no part of the picture. */
function segment(marker: number, body: Uint8Array | string): Buffer {
  const bytes = Buffer.from(body as string, 'latin1');
  return Buffer.concat([Buffer.from([0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 255]), bytes]);
}

function withSegment(jpeg: Buffer, added: Buffer): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), added, jpeg.subarray(2)]);
}

describe('readPlainJpeg', () => {
  it('reads what cameras write, baseline and progressive, and cuts off what follows the end', async () => {
    const bytes = dcfPreview();
    expect(readPlainJpeg(Buffer.concat([bytes, Buffer.alloc(50)]))).toMatchObject({
      width: 160,
      height: 120,
      coding: 'baseline',
      components: [
        { id: 1, across: 2, down: 1 },
        { id: 2, across: 1, down: 1 },
        { id: 3, across: 1, down: 1 },
      ],
    });
    const progressive = readPlainJpeg(await grey(64, 48).jpeg({ progressive: true }).toBuffer());
    expect(progressive).toMatchObject({ width: 64, height: 48, coding: 'progressive' });
    expect(progressive!.pieces.filter(({ marker }) => marker === MARKER.sos).length).toBeGreaterThan(3);
  });

  it('is strict', async () => {
    const good = dcfPreview();
    const bad = {
      'no JPEG': Buffer.from('words, words, words'),
      'no end': good.subarray(0, -2),
      'cut off in its tables': good.subarray(0, 100),
      'stray bytes': withSegment(good, Buffer.from([0, 0])),
      'two frames': withSegment(good, good.subarray(...frameOf(good))),
      'an arithmetic decoder’s table': withSegment(good, segment(0xcc, '\0\x10')),
      'a length beyond the end': withSegment(good, Buffer.from([0xff, 0xe1, 0xff, 0xff])),
      'four colours': await grey(30, 20).toColourspace('cmyk').jpeg().toBuffer(),
      'too large': await grey(641, 20).jpeg().toBuffer(),
      'red, green and blue by Adobe’s flag': withSegment(good, segment(0xee, 'Adobe\0\x64\0\0\0\0\0')),
      nothing: Buffer.alloc(0),
    };
    for (const [name, bytes] of Object.entries(bad)) expect(readPlainJpeg(bytes), name).toBeUndefined();
    expect(readPlainJpeg(good)).toBeDefined();
  });

  it('never trips over a damaged byte', () => {
    const good = dcfPreview();
    for (let at = 0; at < good.length; at++) {
      const damaged = Buffer.from(good);
      damaged[at] = damaged[at]! ^ 0xff;
      const read = readPlainJpeg(damaged);
      if (read) expect(Math.max(read.width, read.height)).toBeLessThanOrEqual(640);
    }
  });
});

function frameOf(jpeg: Buffer): [number, number] {
  const frame = walkJpeg(jpeg).segments.find(({ marker }) => marker === 0xc0)!;
  return [frame.at, frame.end];
}

describe('writePlainJpeg', () => {
  it('keeps every pixel and nothing else', async () => {
    const noted = withSegment(
      withSegment(dcfPreview(), segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0<where/>')),
      segment(0xfe, 'a comment'),
    );
    const written = writePlainJpeg(wholePicture(readPlainJpeg(noted)!).parts, 1);
    expect(walkJpeg(written).segments.every(({ marker }) => marker < MARKER.app0)).toBe(true);
    const [before, after] = await Promise.all([noted, written].map((bytes) => sharp(bytes).raw().toBuffer()));
    expect(after!.equals(before!)).toBe(true);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8] as const)('says how it must be turned (%i)', async (orientation) => {
    const written = writePlainJpeg(wholePicture(readPlainJpeg(dcfPreview())!).parts, orientation);
    expect((await sharp(written).metadata()).orientation ?? 1).toBe(orientation);
  });

  it('lies in memory of its own, so that a message carries nothing else', () => {
    const written = writePlainJpeg(wholePicture(readPlainJpeg(dcfPreview())!).parts, 6);
    expect(written.buffer.byteLength).toBe(written.length);
  });
});
