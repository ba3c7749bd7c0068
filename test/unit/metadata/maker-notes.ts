/** Maker's notes as cameras write them: a name, then a directory whose offsets count from somewhere. */
export interface NoteField {
  readonly tag: number;
  readonly type: number;
  readonly value: Buffer;
}

export const ascii = (tag: number, text: string): NoteField => ({
  tag,
  type: 2,
  value: Buffer.from(`${text}\0`, 'latin1'),
});
export const undef = (tag: number, value: Buffer): NoteField => ({ tag, type: 7, value });
export const short = (tag: number, value: number): NoteField => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return { tag, type: 3, value: bytes };
};

const SIZES: Record<number, number> = { 2: 1, 3: 2, 4: 4, 7: 1 };

/** A little-endian note that will lie at `at`; offsets count from `base`, both in the EXIF block. */
export function makerNote(name: Buffer, fields: readonly NoteField[], at: number, base = 0): Buffer {
  const table = Buffer.alloc(2 + fields.length * 12);
  table.writeUInt16LE(fields.length);
  const values: Buffer[] = [];
  let end = at + name.length + table.length - base;
  fields.forEach(({ tag, type, value }, i) => {
    const entry = 2 + i * 12;
    table.writeUInt16LE(tag, entry);
    table.writeUInt16LE(type, entry + 2);
    table.writeUInt32LE(value.length / SIZES[type]!, entry + 4);
    if (value.length <= 4) value.copy(table, entry + 8);
    else {
      table.writeUInt32LE(end, entry + 8);
      values.push(value);
      end += value.length;
    }
  });
  return Buffer.concat([name, table, ...values]);
}

/** Where {@link exifWithNote} puts the note. */
export const NOTE_AT = 100;

/** A little-endian EXIF block of a camera of this maker: the note, and an exposure time behind it. */
export function exifWithNote(make: string, model: string, note: (at: number) => Buffer): Uint8Array {
  const bytes = note(NOTE_AT);
  const block = Buffer.alloc(NOTE_AT + bytes.length + 8);
  block.write('II*\0', 'latin1');
  block.writeUInt32LE(8, 4);
  const texts = [`${make}\0`, `${model}\0`].map((text) => Buffer.from(text, 'latin1'));
  const directory = (at: number, entries: readonly (readonly [number, number, number, number])[]): void => {
    block.writeUInt16LE(entries.length, at);
    entries.forEach(([tag, type, count, value], i) => {
      block.writeUInt16LE(tag, at + 2 + i * 12);
      block.writeUInt16LE(type, at + 4 + i * 12);
      block.writeUInt32LE(count, at + 6 + i * 12);
      block.writeUInt32LE(value, at + 10 + i * 12);
    });
  };
  // Long enough not to fit into the entry itself, as texts of up to four characters would.
  const makeAt = block.length;
  const modelAt = makeAt + texts[0]!.length;
  directory(8, [
    [0x10f, 2, texts[0]!.length, makeAt],
    [0x110, 2, texts[1]!.length, modelAt],
    [0x8769, 4, 1, 54],
  ]);
  directory(54, [
    [0x829a, 5, 1, NOTE_AT + bytes.length],
    [0x927c, 7, bytes.length, NOTE_AT],
  ]);
  bytes.copy(block, NOTE_AT);
  block.writeUInt32LE(1, NOTE_AT + bytes.length);
  block.writeUInt32LE(125, NOTE_AT + bytes.length + 4);
  return Uint8Array.from(Buffer.concat([block, ...texts]));
}

/** What names the place in {@link NOTES}; no byte of it may be left. */
export const PLACE = 'Hallstatt';
const nikonInfo = Buffer.concat([
  Buffer.from('0100'),
  Buffer.from([1]),
  Buffer.from('AUT\0'),
  Buffer.alloc(2),
  Buffer.from(PLACE.padEnd(70, '\0')),
]);

/** Notes with a place in them, by maker; `stays`: ExifTool's name and value of a field that must be left as it was. */
export const NOTES = {
  panasonic: {
    exif: exifWithNote('Panasonic', 'DMC-TZ30', (at) =>
      makerNote(
        Buffer.from('Panasonic\0\0\0', 'latin1'),
        [
          ascii(0x25, 'F151206230205'),
          ascii(0x67, PLACE),
          ascii(0x69, 'Austria'),
          ascii(0x6b, 'Upper Austria'),
          ascii(0x6d, PLACE),
          ascii(0x6f, PLACE),
        ],
        at,
      ),
    ),
    outcome: 'trimmed',
    stays: 'InternalSerialNumber',
  },
  nikon: {
    exif: exifWithNote('NIKON', 'COOLPIX P6000', (at) =>
      makerNote(
        Buffer.from('Nikon\0\x02\x10\0\0II*\0\x08\0\0\0', 'latin1'),
        [ascii(4, 'FINE   '), undef(0x39, nikonInfo), ascii(5, 'AUTO1234')],
        at,
        at + 10,
      ),
    ),
    outcome: 'trimmed',
    stays: 'WhiteBalance',
  },
  pentax: {
    exif: exifWithNote('PENTAX Corporation', 'PENTAX K-5', (at) =>
      makerNote(
        Buffer.from('AOC\0II', 'latin1'),
        [short(0x1a, 5), short(0x22, 0), short(0x23, 24), short(0x24, 24)],
        at,
      ),
    ),
    outcome: 'trimmed',
    stays: 'WhiteBalanceMode',
  },
  samsung: {
    // Where its offsets count from differs from phone to phone.
    exif: exifWithNote('SAMSUNG', 'EK-GC100', (at) =>
      makerNote(Buffer.alloc(0), [undef(1, Buffer.from('0100')), ascii(0x30, PLACE)], at),
    ),
    outcome: 'dropped',
    stays: undefined,
  },
  'plain text': {
    exif: exifWithNote('HUAWEI', 'P30', () => Buffer.from(`{"gpsInfo":"${PLACE}","latitude":47.5}`)),
    outcome: 'dropped',
    stays: undefined,
  },
  'Panasonic that counts from elsewhere': {
    exif: exifWithNote('Panasonic', 'DC-FT7', (at) =>
      makerNote(Buffer.from('Panasonic\0\0\0', 'latin1'), [ascii(0x67, PLACE)], at, 12),
    ),
    outcome: 'dropped',
    stays: undefined,
  },
} as const;
