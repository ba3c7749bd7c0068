import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBytes } from '../../../electron/formats/bytes.ts';
import { probe } from '../../../electron/imaging/open/probe.ts';
import { findRawPreviews } from '../../../electron/formats/raw/raw-preview.ts';
import { prepare } from '../../../electron/imaging/submission/submission.ts';
import { drawView } from '../../../electron/imaging/view/thumbnail.ts';
import { PREVIEW } from '../../../electron/imaging/view/view-sizes.ts';
import { box, u } from '../../unit/formats/heif-builder.ts';
import { at, directories, long, short, tiff, type Directory } from '../../unit/formats/tiff-builder.ts';

let folder: string;
let large: Buffer;
let small: Buffer;
/** As cameras pack sensor data: a JPEG by its first bytes, lossless by its frame header. */
let sensor: Buffer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-raw-'));
  large = await jpeg(300, 200);
  small = await jpeg(60, 40);
  sensor = Buffer.from(await jpeg(600, 400));
  sensor[sensor.indexOf(Buffer.from([0xff, 0xc0])) + 1] = 0xc3;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Red above, blue below. */
function jpeg(width: number, height: number, orientation = 0): Promise<Buffer> {
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) data[i * 3 + (i < (width * height) / 2 ? 0 : 2)] = 255;
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  return (orientation ? image.withMetadata({ orientation }) : image).jpeg().toBuffer();
}

const inFields = (bytes: Buffer): Directory => [
  [513, at(bytes)],
  [514, long(bytes.length)],
];
const inStrip = (bytes: Buffer): Directory => [
  [259, short(6)],
  [273, at(bytes)],
  [279, long(bytes.length)],
];

/** Files as the makers lay them out, each with a large and a small preview and with sensor data. */
const layouts: Record<string, () => Buffer> = {
  'a NEF or DNG: previews in sub-directories': () =>
    tiff([
      [
        [254, long(1)],
        [274, short(6)],
        [330, directories(inFields(large), inStrip(sensor), inStrip(small))],
      ],
    ]),
  'an ARW or PEF: previews along the chain': () =>
    tiff([
      [
        [254, long(1)],
        [274, short(6)],
        [330, directories(inStrip(sensor))],
      ],
      [...inFields(small)],
      [...inFields(large)],
    ]),
  'a CR2: the large preview is the first directory’s picture': () =>
    tiff([[...inStrip(large), [274, short(6)]], inFields(small), inStrip(sensor)]),
  'an ORF': () => tiff([[...inFields(large), [274, short(6)]], inFields(small), inStrip(sensor)], 'IIRO'),
  'an RW2: the preview is a field’s value': () =>
    tiff(
      [
        [
          [46, { type: 'bytes', bytes: large }],
          [274, short(6)],
          [330, directories(inFields(small))],
        ],
      ],
      'IIU\0',
    ),
};

describe('previews in RAW files', () => {
  it.each(Object.keys(layouts))('are found in %s', async (layout) => {
    const bytes = layouts[layout]!();
    const found = await findRawPreviews(readBytes(bytes), bytes.length);
    expect(found.map(({ width, height, orientation }) => [width, height, orientation])).toEqual([
      [300, 200, 6],
      [60, 40, 6],
    ]);
    const [first] = found;
    expect(bytes.subarray(first!.at, first!.at + first!.length)).toEqual(large);
  });

  it('are found in an RAF, whose preview says itself how it must be turned', async () => {
    const turned = await jpeg(300, 200, 8);
    const head = Buffer.alloc(160);
    head.write('FUJIFILMCCD-RAW 0201FF', 'latin1');
    head.writeUInt32BE(160, 84);
    head.writeUInt32BE(turned.length, 88);
    const bytes = Buffer.concat([head, turned, sensor]);
    expect(await findRawPreviews(readBytes(bytes), bytes.length)).toMatchObject([
      { at: 160, width: 300, height: 200, orientation: 8 },
    ]);
  });

  it('are found in a CR3: a film of one picture, and boxes', async () => {
    const bytes = cr3();
    const found = await findRawPreviews(readBytes(bytes), bytes.length);
    expect(found.map(({ width, height, orientation }) => [width, height, orientation])).toEqual([
      [300, 200, 6],
      [120, 80, 6],
      [60, 40, 6],
    ]);
  });

  it('are looked for without an end in sight nowhere', async () => {
    const whole = [...Object.values(layouts).map((make) => make()), cr3()];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole),
        fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 10 }),
        async (file, changes) => {
          const bytes = Buffer.from(file);
          for (const [place, value] of changes) bytes[place] = value;
          let reads = 0;
          const read = (offset: number, length: number): Promise<Uint8Array> => {
            reads++;
            return readBytes(bytes)(offset, length);
          };
          await findRawPreviews(read, bytes.length);
          expect(reads).toBeLessThan(300);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a RAW file in the app', () => {
  it('is shown by its preview, upright, and not retouched', async () => {
    const path = join(folder, 'photo.nef');
    await writeFile(path, layouts['a NEF or DNG: previews in sub-directories']!());
    const probed = await probe(path);
    expect(probed).toMatchObject({ kind: 'refused', preview: { width: 200, height: 300 } });
    expect(probed.kind === 'refused' && probed.reason.message).toMatch(/Export it .* as JPEG or TIFF first/);

    const target = join(folder, 'view.jpg');
    expect(await drawView({ source: path, target, ...PREVIEW })).toMatchObject({
      kind: 'written',
      width: 200,
      height: 300,
    });
    const shown = await sharp(target).raw().toBuffer();
    // What was above is on the right after a turn to the right.
    expect([shown[(150 * 200 + 190) * 3]! > 200, shown[(150 * 200 + 10) * 3 + 2]! > 200]).toEqual([true, true]);

    expect(await prepare(path, join(folder, 'copy'))).toMatchObject({
      kind: 'refused',
      reason: { code: 'not-a-photo:raw' },
    });
  });

  it('without a preview is refused in either case', async () => {
    const path = join(folder, 'bare.nef');
    await writeFile(
      path,
      tiff([
        [
          [254, long(1)],
          [330, directories(inStrip(sensor))],
        ],
      ]),
    );
    expect(await probe(path)).toEqual({
      kind: 'refused',
      reason: expect.objectContaining({ code: 'not-a-photo:raw' }),
    });
    expect(await drawView({ source: path, target: join(folder, 'none.jpg'), ...PREVIEW })).toMatchObject({
      kind: 'refused',
      reason: { code: 'not-a-photo:raw' },
    });
  });
});

let middle: Buffer | undefined;
beforeAll(async () => {
  middle = await jpeg(120, 80);
});

function cr3(): Buffer {
  const uuid = (name: string, ...content: Buffer[]): Buffer => box('uuid', Buffer.from(name, 'hex'), ...content);
  const ftyp = box('ftyp', Buffer.from('crx \0\0\0\x01isom', 'latin1'));
  const picture = (type: string, version: Buffer, bytes: Buffer): Buffer => box(type, version, bytes);
  const moov = (place: number): Buffer =>
    box(
      'moov',
      uuid(
        '85c0b687820f11e08111f4ce462b6a48',
        box('CMT1', tiff([[[274, short(6)]]])),
        picture('THMB', Buffer.alloc(16), small),
      ),
      box(
        'trak',
        box('mdia', box('minf', box('stbl', box('stsz', u(4, 0, large.length, 1)), box('co64', u(4, 0, 1, 0, place))))),
      ),
    );
  const preview = uuid('eaf42b5e1c984b88b9fbb7dc406e4d16', Buffer.alloc(8), picture('PRVW', Buffer.alloc(16), middle!));
  const before = ftyp.length + moov(0).length + preview.length + 8;
  return Buffer.concat([ftyp, moov(before), preview, box('mdat', large, sensor)]);
}
