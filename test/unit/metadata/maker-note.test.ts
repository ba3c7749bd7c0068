import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeExif } from '../../../electron/metadata/policy/exif-block.ts';
import { find, TAG } from '../../../electron/formats/tiff/tiff.ts';
import { TiffEditor } from '../../../electron/formats/tiff/tiff-editor.ts';
import { ascii, exifWithNote, makerNote, NOTES, PLACE, short } from './maker-notes.ts';

const placeless = (exif: Uint8Array) => changeExif(exif, { dropLocation: true }, 65000);
const noteOf = (block: Uint8Array): Buffer | undefined => {
  const view = new TiffEditor(block);
  const entry = find(view.child(view.root(), TAG.exif)!, TAG.makerNote);
  return entry && Buffer.from(block.subarray(entry.valueAt, entry.valueAt + entry.size));
};

describe('places in makers’ notes', () => {
  it.each(Object.entries(NOTES))('%s', (_maker, { exif, outcome }) => {
    const changed = placeless(exif);
    expect(changed.makerNote).toBe(outcome);
    expect(changed.hadLocation).toBe(true);
    expect(Buffer.from(changed.block).includes(PLACE)).toBe(false);
    expect(changed.block.length).toBe(exif.length);
    const note = noteOf(changed.block);
    expect(note === undefined).toBe(outcome === 'dropped');
    // The exposure time behind it is where it was.
    expect(Buffer.compare(changed.block.subarray(-19), exif.subarray(-19))).toBe(0);
  });

  it('leaves a note without a place as it is, to the byte', () => {
    const exif = exifWithNote('Panasonic', 'DC-S5', (at) =>
      makerNote(Buffer.from('Panasonic\0\0\0', 'latin1'), [ascii(0x25, 'F151206230205'), short(0x3a, 1)], at),
    );
    const changed = placeless(exif);
    expect(changed).toMatchObject({ makerNote: 'none', hadLocation: false });
    expect(Buffer.compare(changed.block, exif)).toBe(0);
  });

  it('keeps values that lie right behind the directory', () => {
    const exif = exifWithNote('Panasonic', 'DMC-TZ30', (at) =>
      makerNote(
        Buffer.from('Panasonic\0\0\0', 'latin1'),
        [ascii(0x25, 'F151206230205'), short(0x6d, 1), short(0x6f, 1)],
        at,
      ),
    );
    const note = noteOf(placeless(exif).block)!;
    expect(note.readUInt16LE(12)).toBe(1);
    expect(note.subarray(-14).toString('latin1')).toBe('F151206230205\0');
  });

  it('leaves places alone when they may stay', () => {
    const { exif } = NOTES.panasonic;
    expect(Buffer.compare(changeExif(exif, { dropLocation: false }, 65000).block, exif)).toBe(0);
  });

  it('either works or throws a RangeError on damaged notes', () => {
    const { exif } = NOTES.nikon;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: exif.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, value) => {
        const broken = Uint8Array.from(exif);
        broken[at] = value;
        try {
          placeless(broken);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
