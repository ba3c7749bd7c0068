import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPicture } from '../../../electron/imaging/open/open.ts';
import { fileKeys } from '../../../electron/formats/picture-key/picture-key.ts';
import { editedCopies as edited, hasExiftool } from '../../helpers/exiftool.ts';
import { texture } from '../../unit/imaging/transfer/fixtures.ts';

/** What other programs write into photos, as ExifTool does it: the same bytes in the same places as Lightroom, Photo Mechanic or a phone. */
const EDITS = {
  'stars and colour label': ['-XMP:Rating=4', '-XMP:Label=Red'],
  caption: ['-IPTC:Caption-Abstract=Brídé & gröom', '-XMP-dc:Description=Brídé', '-EXIF:ImageDescription=Bride'],
  keywords: ['-IPTC:Keywords=wedding', '-IPTC:Keywords+=church', '-XMP-dc:Subject=wedding'],
  place: ['-EXIF:GPSLatitude=47.5', '-EXIF:GPSLatitudeRef=N', '-EXIF:GPSLongitude=8.5', '-EXIF:GPSLongitudeRef=E'],
  times: ['-EXIF:DateTimeOriginal=2026:01:01 10:00:00', '-XMP:CreateDate=2026:01:01 10:00:00'],
  'no metadata but orientation and profile': ['-all=', '-tagsfromfile', '@', '-EXIF:Orientation', '-ICC_Profile'],
  'no previews': ['-ThumbnailImage=', '-MPF:all=', '-trailer:all='],
} as const;

let folder: string;
const made: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-key-'));
  const portrait = sharp(texture(180, 120), { raw: { width: 180, height: 120, channels: 3 } }).withExif({
    IFD0: { Make: 'Canon', Orientation: '6' },
  });
  const p3 = portrait.withIccProfile('p3');
  const files = {
    'baseline.jpg': p3.clone().jpeg(),
    'progressive.jpg': portrait.clone().jpeg({ progressive: true }),
    'a.png': p3.clone().png(),
    'b.tif': p3.clone().tiff({ compression: 'lzw' }),
    'tiled.tif': p3.clone().tiff({ tile: true, compression: 'deflate' }),
    'lossy.webp': p3.clone().webp(),
    'lossless.webp': portrait.clone().webp({ lossless: true }),
    'a.avif': p3.clone().avif(),
    'a.gif': portrait.clone().gif(),
  };
  for (const [name, picture] of Object.entries(files)) {
    const path = join(folder, name);
    await writeFile(path, await picture.toBuffer());
    made.push(path);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What decides about pixels and colours, as Afterglow opens the file. */
async function seen(file: string): Promise<unknown> {
  const opened = await openPicture(file);
  if (opened.kind === 'refused') return undefined;
  const { format, width, height, orientation, profile, frames, channels } = opened;
  return { format, width, height, orientation, profile, frames, channels };
}

describe.skipIf(!hasExiftool)('the key of a picture, after another program wrote into the file', () => {
  it.each(Object.entries(EDITS))('%s: the same', async (_, args) => {
    const pairs = await edited(folder, made, args);
    for (const { file, copy } of pairs) {
      // WebP's orientation can't be kept while everything else is removed.
      if (JSON.stringify(await seen(file)) !== JSON.stringify(await seen(copy))) {
        expect(file).toMatch(/\.webp$/);
        continue;
      }
      expect((await fileKeys(copy)).picture, basename(file)).toBe((await fileKeys(file)).picture);
    }
    if (args[0] !== '-ThumbnailImage=') expect(pairs.length).toBeGreaterThan(5);
  });

  it('turned: another one, where Afterglow turns the picture', async () => {
    const pairs = await edited(
      folder,
      made.filter((file) => /\.(?:jpg|png|tif|webp)$/.test(file)),
      ['-n', '-EXIF:Orientation=3'],
    );
    expect(pairs).toHaveLength(7);
    for (const { file, copy } of pairs) {
      expect((await fileKeys(copy)).picture, basename(file)).not.toBe((await fileKeys(file)).picture);
    }
  });

  it('without its profile: another one', async () => {
    const pairs = await edited(
      folder,
      made.filter((file) => /baseline|\.tif|a\.png|lossy/.test(file)),
      ['-ICC_Profile:all='],
    );
    expect(pairs).toHaveLength(5);
    for (const { file, copy } of pairs) {
      expect((await fileKeys(copy)).picture, basename(file)).not.toBe((await fileKeys(file)).picture);
    }
  });
});
