import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBytes } from '../../../electron/formats/bytes.ts';
import {
  heifFacts,
  isCut,
  isWellFormed,
  numberedColours,
  readHeif,
  readHeifMetadata,
  type HeifFacts,
} from '../../../electron/formats/heif/heif.ts';
import {
  clap,
  heif,
  hvcC,
  irot,
  ispe,
  meta,
  nclx,
  profile,
  unit,
  type HeifPlan,
  type ItemPlan,
} from './heif-builder.ts';

const photo = (over: Partial<ItemPlan> = {}): ItemPlan => ({
  id: 1,
  type: 'hvc1',
  properties: [hvcC(), ispe(400, 300)],
  data: unit(50),
  ...over,
});

async function facts(plan: HeifPlan): Promise<HeifFacts> {
  const bytes = heif(plan);
  const found = await readHeif(readBytes(bytes), bytes.length);
  if (found === undefined) throw new Error('not readable');
  return found;
}

describe('readHeif', () => {
  it('tells size, coding and place of a single picture', async () => {
    expect(await facts({ primary: 1, items: [photo()] })).toMatchObject({
      width: 400,
      height: 300,
      coding: 'hvc1',
      index: 0,
      listed: 1,
      icc: undefined,
      nclx: undefined,
      hasGainMap: false,
    });
  });

  it.each([
    [0, 400, 300],
    [1, 300, 400],
    [2, 400, 300],
    [3, 300, 400],
  ])('turns the size by %i quarters', async (quarters, width, height) => {
    const properties = [hvcC(), ispe(400, 300), irot(quarters)];
    expect(await facts({ primary: 1, items: [photo({ properties })] })).toMatchObject({ width, height });
  });

  it('crops before it turns', async () => {
    const properties = [hvcC(), ispe(400, 300), clap(390, 280), irot(1)];
    expect(await facts({ primary: 1, items: [photo({ properties })] })).toMatchObject({ width: 280, height: 390 });
  });

  it('finds the tiles of a grid, and the colours that only they carry', async () => {
    const icc = Buffer.alloc(200, 7);
    const tile = (id: number): ItemPlan =>
      photo({ id, hidden: true, properties: [hvcC(), ispe(256, 256), profile(icc)], data: unit(20 + id) });
    const found = await facts({
      primary: 9,
      items: [tile(1), tile(2), { id: 9, type: 'grid', properties: [ispe(500, 250)] }],
      references: [['dimg', 9, 1, 2]],
    });
    expect(found).toMatchObject({ width: 500, height: 250, coding: 'hvc1', index: 0, listed: 1 });
    expect(found.parts.map((part) => part.extents[0]?.length)).toEqual([25, 26]);
    expect(found.icc).toEqual(new Uint8Array(icc));
  });

  it('counts neither thumbnails nor planes among the pictures', async () => {
    const items = [2, 3, 5, 7].map((id) => photo({ id }));
    expect(
      await facts({
        primary: 7,
        items,
        references: [
          ['thmb', 2, 7],
          ['auxl', 3, 7],
        ],
      }),
    ).toMatchObject({ index: 1, listed: 2 });
  });

  it('sees a picture of several codings', async () => {
    const found = await facts({
      primary: 9,
      items: [photo(), photo({ id: 2, type: 'av01' }), { id: 9, type: 'grid', properties: [ispe(400, 600)] }],
      references: [['dimg', 9, 1, 2]],
    });
    expect(found.coding).toBe('mixed');
  });

  it('refuses a grid that contains itself', () => {
    const items = [{ id: 9, type: 'grid', properties: [ispe(400, 600)] }];
    expect(heifFacts(meta({ primary: 9, items, references: [['dimg', 9, 9, 9]] }, 0).subarray(8))).toBeUndefined();
  });

  it('reads EXIF and XMP of the main picture', async () => {
    const plan: HeifPlan = {
      primary: 1,
      items: [
        photo(),
        { id: 2, type: 'Exif', data: Buffer.from('\0\0\0\x02..II*\0rest', 'latin1') },
        { id: 3, type: 'mime', mime: 'application/rdf+xml', data: Buffer.from('<x:xmpmeta/>') },
      ],
    };
    const bytes = heif(plan);
    const read = await readHeifMetadata(readBytes(bytes), await facts(plan));
    expect(Buffer.from(read.exif!).toString('latin1')).toBe('II*\0rest');
    expect(Buffer.from(read.xmp!).toString()).toBe('<x:xmpmeta/>');
  });

  it('takes a file apart or gives up, whatever is in it', async () => {
    const whole = heif({ primary: 1, items: [photo(), photo({ id: 2 })], references: [['thmb', 2, 1]] });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 12 }),
        fc.nat(whole.length),
        async (changes, length) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          const cut = bytes.subarray(0, length);
          const found = await readHeif(readBytes(cut), cut.length);
          if (found === undefined) return;
          isCut(found, cut.length);
          isWellFormed(found, cut);
          await readHeifMetadata(readBytes(cut), found);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('gives up on noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => void heifFacts(noise)),
      { numRuns: 300 },
    );
  });
});

describe('what is told of damage without decoding', () => {
  it('data behind the end of the file', async () => {
    const whole = heif({ primary: 1, items: [photo()] });
    expect(isCut(await facts({ primary: 1, items: [photo()] }), whole.length)).toBe(false);
    expect(isCut(await facts({ primary: 1, items: [photo()] }), whole.length - 1)).toBe(true);
    expect(isCut(await facts({ primary: 1, items: [photo({ lie: 1 })] }), whole.length)).toBe(true);
  });

  it.each<[string, Buffer, boolean]>([
    ['units that fit', Buffer.concat([unit(10), unit(30)]), true],
    ['a unit that is too long', Buffer.concat([unit(10), unit(30).subarray(0, 20)]), false],
    ['rest behind the last unit', Buffer.concat([unit(10), Buffer.from([1])]), false],
    ['a unit that is none', unit(10, 0xff), false],
    ['an area of zeros', Buffer.concat([unit(10), Buffer.from([0, 0, 0, 12, 1, 1]), Buffer.alloc(10)]), false],
  ])('%s', async (_what, data, fine) => {
    const plan = { primary: 1, items: [photo({ data })] };
    expect(isWellFormed(await facts(plan), heif(plan))).toBe(fine);
  });
});

describe('colours by number', () => {
  it.each([
    [1, 13, 'srgb'],
    [1, 1, 'srgb'],
    [2, 2, 'srgb'],
    [12, 13, 'p3'],
    [9, 16, 'wide'],
    [1, 18, 'wide'],
    [9, 14, 'wide'],
  ] as const)('primaries %i with curve %i are %s', async (primaries, transfer, expected) => {
    const properties = [hvcC(), ispe(400, 300), nclx(primaries, transfer)];
    expect(numberedColours((await facts({ primary: 1, items: [photo({ properties })] })).nclx)).toBe(expected);
  });
});
