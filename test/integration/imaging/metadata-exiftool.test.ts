import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { FullSizeRequest } from '../../../electron/imaging/result/full-size.ts';
import { exiftool, hasExiftool, objections, tagsOf } from '../../helpers/exiftool.ts';
import type { Tags } from '../../helpers/exiftool.ts';
import { jpegWith } from '../../unit/metadata/fixtures.ts';
import { NOTES, PLACE } from '../../unit/metadata/maker-notes.ts';
import { makeJob, portrait, written } from './full-size-harness.ts';

const history = { software: 'Afterglow 1.2.3', when: '2026-03-04T05:06:07Z' };
const event = { Action: 'edited', SoftwareAgent: 'Afterglow 1.2.3', Changed: '/', When: '2026:03:04 05:06:07Z' };
const HISTORY = 'XMP-xmpMM:History';
const OURS = new Set([HISTORY, 'XMP-xmp:CreatorTool']);

const formats = {
  jpeg: () => portrait().withIccProfile('p3').jpeg({ quality: 95 }),
  png: () => portrait().withIccProfile('p3').png(),
  tiff: () => portrait().withIccProfile('p3').tiff({ compression: 'lzw' }),
  webp: () => portrait().withIccProfile('p3').webp({ lossless: true }),
} as const;
type Format = keyof typeof formats;
const all = Object.keys(formats) as Format[];

/** An original with metadata that ExifTool wrote. */
async function original(format: Format, ...tags: string[]): Promise<FullSizeRequest> {
  const request = await makeJob(await formats[format]().toBuffer(), `tagged.${format === 'jpeg' ? 'jpg' : format}`);
  if (tags.length > 0) await exiftool('-q', '-overwrite_original', ...tags, request.original);
  return request;
}

const camera = [
  '-EXIF:Make=Canon',
  '-EXIF:Model=EOS R5',
  '-EXIF:ExposureTime=1/125',
  '-EXIF:DateTimeOriginal=2025:06:07 08:09:10',
  '-XMP-dc:Title=Bride é',
  '-XMP-dc:Subject=wedding',
];

/** Everything that describes the photo, without what is about the file itself. */
function described(tags: Tags): Record<string, unknown> {
  const kept = Object.entries(tags).filter(
    ([name]) => /^(?:XMP-(?!x:)|IFD0|ExifIFD|GPS|IPTC|Photoshop)/.test(name) && !OURS.has(name) && !isPacking(name),
  );
  return Object.fromEntries(kept);
}
/** How pixels and resources are packed in a TIFF: its directory is EXIF's too. */
const isPacking = (name: string): boolean =>
  /:(?:Strip|Tile|Rows|ImageWidth|ImageHeight|BitsPer|Compression|Photometric|Samples|Planar|Predictor|SubfileType|FillOrder|SampleFormat|PageNumber|YCbCr|ExifByteOrder|IPTCDigest|CurrentIPTCDigest)/.test(
    name,
  );

describe.skipIf(!hasExiftool)('what ExifTool reads in a result', () => {
  it.each(all)('%s: a history of one entry, and everything the original had', async (format) => {
    const request = await original(format, ...camera);
    const [before] = await tagsOf([request.original]);
    await written({ ...request, history });
    const [after] = await tagsOf([request.target]);
    expect(after![HISTORY]).toEqual([event]);
    expect(after!['XMP-xmp:CreatorTool']).toBe('Afterglow 1.2.3');
    expect(described(after!)).toMatchObject(described(before!));
  });

  it.each(all)('%s without metadata: the history is all it says', async (format) => {
    const request = await original(format);
    await written({ ...request, history });
    const [after] = await tagsOf([request.target]);
    expect(after![HISTORY]).toEqual([event]);
    expect(await objections([request.target])).toEqual([[]]);
  });

  it('a history goes on behind what other programs did, and their name stays', async () => {
    const request = await original(
      'jpeg',
      ...camera,
      '-XMP-xmp:CreatorTool=Lightroom',
      '-XMP-xmpMM:History={Action=converted,SoftwareAgent=Lightroom}',
      '-XMP-xmpMM:DocumentID=xmp.did:1',
    );
    await written({ ...request, history });
    const [after] = await tagsOf([request.target]);
    expect(after![HISTORY]).toEqual([{ Action: 'converted', SoftwareAgent: 'Lightroom' }, event]);
    expect(after!['XMP-xmp:CreatorTool']).toBe('Lightroom');
    expect(after!['XMP-xmpMM:DocumentID']).toBe('xmp.did:1');
  });

  it('the same retouch made again is the same file', async () => {
    const request = await original('jpeg', ...camera);
    await written({ ...request, history });
    const first = await readFile(request.target);
    await written({ ...request, history });
    expect(Buffer.compare(await readFile(request.target), first)).toBe(0);
  });

  it.each(all)('%s: nothing at all where no metadata are wanted', async (format) => {
    const request = await original(format, ...camera);
    await written({ ...request, history, marks: { rating: 5, flag: 'pick' }, metadata: 'none' });
    const [after] = await tagsOf([request.target]);
    expect(Object.keys(after!).filter((name) => /^(?:XMP|ExifIFD|IPTC|Photoshop)/.test(name))).toEqual([]);
    expect((await readFile(request.target)).includes('Afterglow')).toBe(false);
  });

  it.each(all)('%s: a packet longer than a JPEG segment, in and out of JPEG', async (format) => {
    const long = `${'A long story. '.repeat(8000)}é`;
    const request = await original(format, ...camera, `-XMP-dc:Description=${long}`, '-XMP-photoshop:History=x');
    const [known] = await objections([request.original]);
    const wanted = { history, marks: { rating: 3, flag: 'pick' } } as const;
    for (const to of ['jpeg', 'png', 'tiff'] as const) {
      const { report } = await written({ ...request, ...wanted, format: to });
      expect(report.xmp).toBe('kept');
      const [after] = await tagsOf([request.target]);
      expect(after!['XMP-dc:Description']).toBe(long);
      expect(after!['XMP-dc:Title']).toBe('Bride é');
      expect(after![HISTORY]).toEqual([event]);
      expect(after!['XMP-xmp:Rating']).toBe(3);
      expect('XMP-xmpNote:HasExtendedXMP' in after!).toBe(to === 'jpeg');
      const [found] = await objections([request.target]);
      expect(found!.filter((each) => !known!.includes(each))).toEqual([]);
    }
  });

  it('a history that lies in an extension goes on there', async () => {
    const long = 'A long story. '.repeat(6000);
    const request = await original('jpeg', `-XMP-xmpMM:History={Action=saved,Parameters=${long}}`, '-XMP-dc:Title=T');
    expect((await tagsOf([request.original]))[0]!['XMP-xmpNote:HasExtendedXMP']).toBeDefined();
    await written({ ...request, history });
    const [after] = await tagsOf([request.target]);
    expect(after![HISTORY]).toEqual([{ Action: 'saved', Parameters: long }, event]);
    expect(await objections([request.target])).toEqual([[]]);
  });

  it.each(all)('%s: stars and flag, in place of the original’s', async (format) => {
    const request = await original(format, ...camera, '-XMP-xmp:Rating=1', '-IFD0:Rating=1', '-IFD0:RatingPercent=1');
    await written({ ...request, marks: { rating: 4, flag: 'pick' } });
    const [after] = await tagsOf([request.target]);
    expect(after).toMatchObject({
      'XMP-xmp:Rating': 4,
      'XMP-xmpDM:Good': true,
      'IFD0:Rating': 4,
      'IFD0:RatingPercent': 75,
    });
    await written({ ...request, marks: { rating: 4, flag: 'reject' } });
    const [rejected] = await tagsOf([request.target]);
    expect(rejected).toMatchObject({ 'XMP-xmp:Rating': -1, 'XMP-xmpDM:Good': false, 'IFD0:Rating': 0 });
    expect(HISTORY in rejected!).toBe(false);
  });
});

/** Names that hold one of the words without saying where a photo was taken. */
const NO_PLACE = /:(?:WebStatement|CreatorCity|CreatorCountry)$/;
const isPlace = (name: string): boolean =>
  /GPS|Location|City|State|Country|Sublocation|Landmark/i.test(name) && !NO_PLACE.test(name);

describe.skipIf(!hasExiftool)('without location, ExifTool finds no place', () => {
  const places = [
    '-GPSLatitude=48.2',
    '-GPSLatitudeRef=N',
    '-GPSLongitude=16.37',
    '-GPSLongitudeRef=E',
    '-XMP-exif:GPSLatitude=48.2',
    `-XMP-photoshop:City=${PLACE}`,
    '-XMP-photoshop:State=Upper Austria',
    '-XMP-photoshop:Country=Austria',
    `-XMP-iptcCore:Location=${PLACE}`,
    '-XMP-iptcCore:CountryCode=AUT',
    `-XMP-iptcExt:LocationShown={City=${PLACE}}`,
    `-XMP-xmpDM:ShotLocation=${PLACE}`,
    '-XMP-dc:Title=Bride é',
    '-EXIF:Model=EOS R5',
  ];
  const iptc = [
    `-IPTC:City=${PLACE}`,
    `-IPTC:Sub-location=${PLACE}`,
    '-IPTC:Country-PrimaryLocationName=Austria',
    '-IPTC:Headline=Bride',
  ];

  it.each(all)('%s', async (format) => {
    const hasIptc = format === 'jpeg' || format === 'tiff';
    const request = await original(format, ...places, ...(hasIptc ? iptc : []));
    const [before] = await tagsOf([request.original]);
    expect(Object.keys(before!).filter(isPlace).length).toBeGreaterThan(8);
    const { report } = await written({ ...request, metadata: 'no-location', history });
    expect(report).toMatchObject({ exif: 'trimmed', xmp: 'trimmed', iptc: hasIptc ? 'trimmed' : 'none' });
    const [after] = await tagsOf([request.target]);
    expect(Object.keys(after!).filter(isPlace)).toEqual([]);
    expect((await readFile(request.target)).includes(PLACE)).toBe(false);
    expect(after).toMatchObject({
      'XMP-dc:Title': 'Bride é',
      'IFD0:Model': 'EOS R5',
      ...(hasIptc && { 'IPTC:Headline': 'Bride' }),
    });
  });

  it.each(Object.entries(NOTES))('in the maker’s note: %s', async (_maker, { exif, outcome, stays }) => {
    const plain = await formats.jpeg().toBuffer();
    const exifSegment = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]);
    const request = await makeJob(jpegWith(plain, [[0xe1, exifSegment]]), 'note.jpg');
    const [before] = await tagsOf([request.original], '-u');
    const { notes, report } = await written({ ...request, metadata: 'no-location' });
    expect(report.exif).toBe('trimmed');
    expect(notes.map(({ code }) => code).includes('maker-note-dropped')).toBe(outcome === 'dropped');
    const [after] = await tagsOf([request.target], '-u');
    expect(Object.keys(after!).filter(isPlace)).toEqual([]);
    expect((await readFile(request.target)).includes(PLACE)).toBe(false);
    expect(after!['ExifIFD:ExposureTime']).toBe(0.008);
    if (stays === undefined) return;
    const staying = Object.keys(before!).filter((name) => name.endsWith(`:${stays}`));
    expect(staying).toHaveLength(1);
    expect(after![staying[0]!]).toEqual(before![staying[0]!]);
  });

  it('a PNG’s texts and a JPEG’s further segments', async () => {
    const png = await original('png', '-PNG:Comment=kept');
    const text = async (request: FullSizeRequest): Promise<string> =>
      (await readFile(request.target)).toString('latin1');
    const raw = Buffer.from('Raw profile type exif\0\0\n', 'latin1');
    const bytes = await readFile(png.original);
    const chunk = (keyword: Buffer): Buffer => {
      const body = Buffer.concat([Buffer.from('tEXt'), keyword, Buffer.from(PLACE)]);
      const out = Buffer.alloc(body.length + 8);
      out.writeUInt32BE(body.length - 4);
      body.copy(out, 4);
      out.writeUInt32BE(crc32(body), body.length + 4);
      return out;
    };
    const texts = [raw, Buffer.from('exif:GPSInfo\0')].map(chunk);
    await writeFile(png.original, Buffer.concat([bytes.subarray(0, 33), ...texts, bytes.subarray(33)]));
    const { notes } = await written({ ...png, metadata: 'no-location' });
    expect(notes.map(({ code }) => code)).toContain('places-dropped');
    expect(await text(png)).not.toContain(PLACE);
    expect(await text(png)).toContain('kept');

    const jpeg = jpegWith(await formats.jpeg().toBuffer(), [
      [0xe6, Buffer.from(`GoPro\0GPS5 ${PLACE}`)],
      [0xec, Buffer.from('Ducky\0\0\0')],
      [0xfe, Buffer.from('a comment')],
    ]);
    const request = await makeJob(jpeg, 'segments.jpg');
    await written({ ...request, metadata: 'no-location' });
    expect(await text(request)).not.toContain(PLACE);
    expect(await text(request)).toContain('a comment');
    expect(await text(request)).toContain('Ducky');
    await written(request);
    expect(await text(request)).toContain(PLACE);
  });
});

describe.skipIf(!hasExiftool)('ExifTool’s validation', () => {
  const samples = new URL('../../../electron/demo/samples/', import.meta.url).pathname;

  it.each(['all', 'no-location', 'none'] as const)(
    'finds no fault in results of the samples, metadata: %s',
    async (metadata) => {
      const names = (await readdir(samples)).filter((name) => !name.endsWith('.md'));
      const requests = await Promise.all(
        names.map(async (name) => makeJob(await readFile(join(samples, name)), name, { scale: 0.25 })),
      );
      const known = await objections(requests.map((request) => request.original));
      expect(known.some((each) => each.length === 0)).toBe(true);
      for (const format of ['same', 'jpeg', 'png', 'tiff'] as const) {
        for (const request of requests) await written({ ...request, metadata, format, history });
        const found = await objections(requests.map((request) => request.target));
        // What the original lacks, a result of another format lacks under that format's name.
        const plain = (objection: string): string => objection.replace(/required (?:JPEG|TIFF)/, 'required');
        const added = found.map((each, i) => each.map(plain).filter((one) => !known[i]!.map(plain).includes(one)));
        expect(Object.fromEntries(names.map((name, i) => [`${name} as ${format}`, added[i]]))).toEqual(
          Object.fromEntries(names.map((name) => [`${name} as ${format}`, []])),
        );
      }
    },
  );

  it('density goes along into every format', async () => {
    const dense = await portrait().withMetadata({ density: 300 }).png().toBuffer();
    const request = await makeJob(dense, 'dense.png');
    for (const format of ['jpeg', 'png', 'tiff'] as const) {
      await written({ ...request, format });
      const [tags] = await tagsOf([request.target]);
      const density =
        tags!['JFIF:XResolution'] ?? tags!['IFD0:XResolution'] ?? Number(tags!['PNG-pHYs:PixelsPerUnitX']) * 0.0254;
      expect(density).toBeCloseTo(300, 1);
      expect((await sharp(request.target).metadata()).density).toBe(300);
      expect(await objections([request.target])).toEqual([[]]);
    }
  });
});
