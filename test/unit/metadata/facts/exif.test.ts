import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBytes } from '../../../../electron/formats/bytes.ts';
import { captureTime } from '../../../../electron/metadata/facts/capture-time.ts';
import { exifFacts } from '../../../../electron/metadata/facts/exif-facts.ts';
import { readExifValues } from '../../../../electron/metadata/facts/exif-values.ts';
import { directories, rational, short, text, tiff, type Directory } from '../../formats/tiff-builder.ts';

const facts = async (main: Directory, exif: Directory = []) => {
  const bytes = tiff([[...main, [34665, directories(exif)]]]);
  return exifFacts((await readExifValues(readBytes(bytes)))!);
};

describe('what EXIF says of a photo', () => {
  it('how it was taken', async () => {
    expect(
      await facts(
        [
          [271, text('NIKON CORPORATION')],
          [272, text('NIKON Z 9')],
          [0x4746, short(3)],
        ],
        [
          [33434, rational([10, 2500])],
          [33437, rational([28, 10])],
          [34855, short(400)],
          [37386, rational([85, 1])],
          [36867, text('2026:05:01 13:45:10')],
          [37521, text('25')],
          [36881, text('+02:00')],
          [42036, text('NIKKOR Z 85mm f/1.2 S\0\0')],
        ],
      ),
    ).toEqual({
      camera: 'NIKON Z 9',
      lens: 'NIKKOR Z 85mm f/1.2 S',
      rating: 3,
      shutter: '1/250 s',
      aperture: 'f/2.8',
      iso: 'ISO 400',
      focalLength: '85 mm',
      captured: { ms: Date.UTC(2026, 4, 1, 11, 45, 10, 250), local: '2026-05-01T13:45:10.250', zone: 'written' },
    });
  });

  it.each<[Directory, object]>([
    [[[33434, rational([4, 1])]], { shutter: '4 s' }],
    [[[33434, rational([5, 10])]], { shutter: '0.5 s' }],
    [[[33434, rational([1, 0])]], {}],
    [[[33437, rational([0, 1])]], {}],
    [
      [
        [34855, short(65535)],
        [0x8832, { type: 'long', values: [102400] }],
      ],
      { iso: 'ISO 102400' },
    ],
    [[[37386, rational([675, 100])]], { focalLength: '6.8 mm' }],
    [[[36867, text('0000:00:00 00:00:00')]], {}],
    [
      [
        [36867, text('    :  :     :  :  ')],
        [36868, text('2026:05:01 13:45:10')],
        [36882, text('Z')],
      ],
      { captured: { ms: Date.UTC(2026, 4, 1, 13, 45, 10), local: '2026-05-01T13:45:10.000', zone: 'written' } },
    ],
  ])('%j is %j', async (exif, expected) => expect(await facts([], exif)).toEqual(expected));

  it.each([
    ['SONY', 'ILCE-7M4', 'SONY ILCE-7M4'],
    ['Canon', 'Canon EOS R5', 'Canon EOS R5'],
  ])('%s with %s is called %s', async (make, model, expected) => {
    expect(
      await facts([
        [271, text(make)],
        [272, text(model)],
      ]),
    ).toEqual({ camera: expected });
  });

  it('is read from a file of which only a few pieces are touched', async () => {
    const bytes = tiff([
      [
        [271, text('A maker with a long name')],
        [34665, directories([[42036, text('A lens with a long name')]])],
      ],
    ]);
    const far = Buffer.concat([bytes, Buffer.alloc(1_000_000)]);
    let taken = 0;
    const values = await readExifValues((at, length) => {
      taken += Math.min(length, far.length - at);
      return readBytes(far)(at, length);
    });
    expect([...values!.texts.values()]).toEqual(['A maker with a long name', 'A lens with a long name']);
    expect(taken).toBeLessThan(200_000);
  });

  it('gives up on noise without throwing, after a few reads', async () => {
    const whole = tiff([
      [
        [271, text('maker')],
        [700, text('<x:xmpmeta/>')],
        [
          34665,
          directories([
            [36867, text('2026:05:01 13:45:10')],
            [33434, rational([1, 3])],
          ]),
        ],
      ],
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 10 }),
        async (changes) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          let reads = 0;
          const values = await readExifValues((at, length) => {
            reads++;
            return readBytes(bytes)(at, length);
          });
          if (values) exifFacts(values);
          expect(reads).toBeLessThan(100);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('captureTime', () => {
  it('takes this computer’s zone where none is written, and says so', () => {
    const expected = new Date(2026, 4, 1, 13, 45, 10, 5).getTime();
    expect(captureTime('2026:05:01 13:45:10', '005')).toEqual({
      ms: expected,
      local: '2026-05-01T13:45:10.005',
      zone: 'assumed',
    });
  });

  it.each([
    '2026:13:01 00:00:00',
    '2026:02:30 00:00:00',
    '2026:05:01 25:00:00',
    '2026:05:01',
    'yesterday',
    '',
    '1826:05:01 00:00:00',
  ])('does not take %j for a time', (written) => expect(captureTime(written)).toBeUndefined());

  it.each([
    ['-03:30', 3.5],
    ['+0530', -5.5],
    ['Z', 0],
  ])('understands %s', (offset, hours) => {
    const read = captureTime('2026:05:01 12:00:00', undefined, offset);
    expect(read).toMatchObject({ ms: Date.UTC(2026, 4, 1, 12) + hours * 3_600_000, zone: 'written' });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => void captureTime(a, b, c)));
  });
});
