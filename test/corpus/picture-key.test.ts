import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPicture } from '../../electron/imaging/open/open.ts';
import { fileKeys } from '../../electron/formats/picture-key/picture-key.ts';
import { editedCopies, hasExiftool } from '../helpers/exiftool.ts';
import { collected, SHARED } from './make-result.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-key-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const FORMATS = join(SHARED, 'formats');
const kinds = existsSync(FORMATS) ? readdirSync(FORMATS).map((kind) => `formats/${kind}`) : [];

const EDITS = {
  stars: ['-XMP:Rating=4', '-XMP:Label=Red'],
  caption: ['-IPTC:Caption-Abstract=Brídé & gröom', '-IPTC:Keywords=wedding', '-EXIF:ImageDescription=Bride'],
  place: ['-EXIF:GPSLatitude=47.5', '-EXIF:GPSLatitudeRef=N', '-EXIF:GPSLongitude=8.5', '-EXIF:GPSLongitudeRef=E'],
} as const;

describe.skipIf(!hasExiftool || !existsSync(SHARED))('the key of a real picture', () => {
  const files = collected(['photos', ...kinds], 40_000_000);

  it.each(Object.entries(EDITS))('is the same after ExifTool wrote into the file: %s', async (_, args) => {
    const pictures: string[] = [];
    for (const file of files) {
      const opened = await openPicture(file).catch(() => undefined);
      if (opened?.kind === 'picture') pictures.push(file);
    }
    const pairs = await editedCopies(folder, pictures, args);
    expect(pairs.length).toBeGreaterThan(140);
    for (const { file, copy } of pairs)
      expect((await fileKeys(copy)).picture, file).toBe((await fileKeys(file)).picture);
  });

  it('is made of more than the bytes for every kind of picture into which programs write', async () => {
    for (const file of files) {
      const opened = await openPicture(file).catch(() => undefined);
      if (opened?.kind !== 'picture' || opened.format === 'bmp') continue;
      const { picture, sha256 } = await fileKeys(file);
      expect(picture, file).not.toBe(sha256);
    }
  });
});
