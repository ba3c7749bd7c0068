import { describe, expect, it } from 'vitest';
import { bmpDensity, densityOf, jfifOf, physOf } from '../../../electron/metadata/read/density.ts';
import { completeForJpeg } from '../../../electron/metadata/policy/exif-complete.ts';
import { exifBlockOf } from '../../../electron/formats/tiff/ifd-tree.ts';
import { find, TAG } from '../../../electron/formats/tiff/tiff.ts';
import { TiffEditor } from '../../../electron/formats/tiff/tiff-editor.ts';
import { exifWithEverything, SECRET_PLACE } from './fixtures.ts';

const ratio = (id: number, value: number, by = 1) => {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(value, 0);
  bytes.writeUInt32LE(by, 4);
  return { tag: id, type: 5, count: 1, value: bytes };
};
const unit = (value: number) => ({ tag: 0x128, type: 3, count: 1, value: Uint8Array.of(value, 0) });
const exif = (x: number, by: number, y: number, what?: number): Uint8Array =>
  exifBlockOf({ fields: [ratio(0x11a, x, by), ratio(0x11b, y), ...(what === undefined ? [] : [unit(what)])] });

describe('densityOf', () => {
  it.each([
    ['JFIF in inches', { jfif: jfifOf({ x: 300, y: 150 }), chunks: [] }, { x: 300, y: 150 }],
    ['PNG in metres', { chunks: [{ type: 'pHYs', data: physOf({ x: 300, y: 72 }) }] }, { x: 300, y: 72.01 }],
    ['EXIF in inches', { exif: exif(2400, 10, 240, 2), chunks: [] }, { x: 240, y: 240 }],
    ['EXIF without a unit', { exif: exif(72, 1, 72), chunks: [] }, { x: 72, y: 72 }],
    ['EXIF in centimetres', { exif: exif(100, 1, 100, 3), chunks: [] }, { x: 254, y: 254 }],
    ['EXIF of a mere ratio', { exif: exif(1, 1, 1, 1), chunks: [] }, undefined],
    ['EXIF divided by nothing', { exif: exif(72, 0, 72), chunks: [] }, undefined],
    ['EXIF that is none', { exif: Buffer.from('noise and noise'), chunks: [] }, undefined],
    ['nothing', { chunks: [] }, undefined],
  ])('%s', (_where, set, density) => {
    expect(densityOf(set)).toEqual(density);
  });

  it('BMP in metres', () => {
    const head = Buffer.alloc(54);
    head.writeUInt32LE(40, 14);
    head.writeInt32LE(11811, 38);
    head.writeInt32LE(2835, 42);
    expect(bmpDensity(head)).toEqual({ x: 300, y: 72.01 });
    head.writeUInt32LE(12, 14);
    expect(bmpDensity(head)).toBeUndefined();
  });
});

describe.each([true, false])('completeForJpeg, little-endian %s', (little) => {
  const block = exifWithEverything(little);
  const size = { width: 3000, height: 2000 };

  it('adds what EXIF demands of a JPEG, and leaves what is there', () => {
    const view = new TiffEditor(completeForJpeg(block, size, { x: 300, y: 300 }));
    const [first, before] = [view.root(), new TiffEditor(block).root()];
    for (const { tag: id } of before.entries) expect(find(first, id)).toBeDefined();
    expect(first.next).toBe(before.next);
    expect(first.entries.map((entry) => entry.tag)).toEqual(
      [...first.entries.map((entry) => entry.tag)].sort((a, b) => a - b),
    );
    expect(view.number(find(first, TAG.orientation))).toBe(6);
    expect(densityOf({ exif: view.bytes, chunks: [] })).toEqual({ x: 300, y: 300 });
    const exifDirectory = view.child(first, TAG.exif)!;
    // Its own size, as it was.
    expect(view.number(find(exifDirectory, TAG.pixelX))).toBe(6000);
    expect(find(exifDirectory, 0x9000)?.size).toBe(4);
    expect(Buffer.from(view.bytes).includes(SECRET_PLACE)).toBe(true);
    expect(completeForJpeg(view.bytes, size)).toBe(view.bytes);
  });

  it('begins an EXIF directory where there is none', () => {
    const bare = Buffer.from(little ? '49492a0008000000000000000000' : '4d4d002a00000008000000000000', 'hex');
    const view = new TiffEditor(completeForJpeg(bare, size));
    expect(view.number(find(view.child(view.root(), TAG.exif)!, TAG.pixelX))).toBe(3000);
  });
});
