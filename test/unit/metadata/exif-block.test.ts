import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeExif, orientationOnly } from '../../../electron/metadata/policy/exif-block.ts';
import { exifBlockOf } from '../../../electron/formats/tiff/ifd-tree.ts';
import { find, TAG } from '../../../electron/formats/tiff/tiff.ts';
import { TiffEditor } from '../../../electron/formats/tiff/tiff-editor.ts';
import { exifWithEverything, OLD_THUMBNAIL, SECRET_PLACE } from './fixtures.ts';

const nothing = { dropLocation: false };
const thumbnailOf = (block: Uint8Array): Uint8Array => {
  const view = new TiffEditor(block);
  const second = view.directory(view.root().next);
  const at = view.number(find(second, TAG.jpegOffset))!;
  return block.subarray(at, at + view.number(find(second, TAG.jpegBytes))!);
};

describe.each([true, false])('changeExif, little-endian %s', (little) => {
  const block = exifWithEverything(little);

  it('changes no byte when nothing has to change but the thumbnail', () => {
    const fresh = Buffer.alloc(OLD_THUMBNAIL.length, 7);
    const changed = changeExif(block, { ...nothing, thumbnail: fresh }, 65000);
    expect(changed.thumbnail).toBe('replaced');
    const back = Uint8Array.from(changed.block);
    back.set(OLD_THUMBNAIL, Buffer.from(back).indexOf(fresh));
    expect(Buffer.compare(back, block)).toBe(0);
  });

  it('puts a longer thumbnail behind the block and leaves no byte of the old one', () => {
    const fresh = new Uint8Array(OLD_THUMBNAIL.length + 50).fill(9);
    const changed = changeExif(block, { ...nothing, thumbnail: fresh }, 65000);
    expect(Buffer.compare(thumbnailOf(changed.block), fresh)).toBe(0);
    expect(Buffer.from(changed.block).includes(OLD_THUMBNAIL)).toBe(false);
  });

  it('takes the thumbnail out when a longer one has no room', () => {
    const fresh = new Uint8Array(OLD_THUMBNAIL.length + 50).fill(9);
    const changed = changeExif(block, { ...nothing, thumbnail: fresh }, block.length);
    expect(changed.thumbnail).toBe('removed');
    expect(new TiffEditor(changed.block).root().next).toBe(0);
    expect(Buffer.from(changed.block).includes(OLD_THUMBNAIL)).toBe(false);
  });

  it('removes the place from the bytes, not only from the directory', () => {
    const fresh = Uint8Array.from([1, 2, 3]);
    const changed = changeExif(block, { dropLocation: true, thumbnail: fresh }, 65000);
    expect(changed.hadLocation).toBe(true);
    expect(Buffer.from(block).includes(SECRET_PLACE)).toBe(true);
    expect(Buffer.from(changed.block).includes(SECRET_PLACE)).toBe(false);
    const view = new TiffEditor(changed.block);
    expect(find(view.root(), TAG.gps)).toBeUndefined();
    // The rest stays readable, the second directory included.
    expect(view.number(find(view.root(), TAG.orientation))).toBe(6);
    expect(view.child(view.root(), TAG.exif)).toBeDefined();
    expect(Buffer.compare(thumbnailOf(changed.block), fresh)).toBe(0);
  });

  it('sets orientation and size', () => {
    const size = { width: 1200, height: 800 };
    const { block: out } = changeExif(block, { ...nothing, orientation: 1, size }, 65000);
    const view = new TiffEditor(out);
    const exif = view.child(view.root(), TAG.exif)!;
    expect(view.number(find(view.root(), TAG.orientation))).toBe(1);
    expect(view.number(find(exif, TAG.pixelX))).toBe(1200);
    expect(view.number(find(exif, TAG.pixelY))).toBe(800);
  });

  it('either works or throws a RangeError on damaged bytes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: block.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, value) => {
        const broken = Uint8Array.from(block);
        broken[at] = value;
        try {
          changeExif(broken, { dropLocation: true, thumbnail: Uint8Array.from([1]) }, 65000);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('changeExif of EXIF 3.0', () => {
  it('leaves no byte of a place that is written in UTF-8, the new type', () => {
    const area = Buffer.from('Geheimes Tal\0');
    const gps = { fields: [{ tag: 0x1c, type: 129, count: area.length, value: area }] };
    const block = exifBlockOf({
      fields: [{ tag: TAG.gps, type: 4, count: 1, value: Buffer.alloc(4), child: gps }],
    });
    expect(Buffer.from(block).includes('Geheimes')).toBe(true);
    const changed = changeExif(block, { dropLocation: true }, 65000);
    expect(changed.hadLocation).toBe(true);
    expect(Buffer.from(changed.block).includes('Geheimes')).toBe(false);
  });
});

describe('orientationOnly', () => {
  it('is a block that says nothing but the orientation', () => {
    const view = new TiffEditor(orientationOnly(8));
    expect(view.root().entries).toHaveLength(1);
    expect(view.number(find(view.root(), TAG.orientation))).toBe(8);
    expect(view.root().next).toBe(0);
  });
});
