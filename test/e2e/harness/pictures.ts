import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import sharp from 'sharp';

/** Pictures for looking at the window without the main process. For development only; nothing here is shipped. */

const root = resolve(import.meta.dirname, '../../..');
/** The large collection of real portraits where it is there, else the small pictures of the repository. */
const folder = [resolve(root, '../shared/photos'), resolve(root, 'test/fixtures/photos')].find((path) =>
  existsSync(path),
);

export interface SamplePhoto {
  readonly name: string;
  readonly bytes: number;
  readonly modifiedAt: number;
  readonly width: number;
  readonly height: number;
}

export async function samplePhotos(): Promise<SamplePhoto[]> {
  if (folder === undefined)
    throw new Error('no sample photos: neither ../shared/photos nor test/fixtures/photos exists');
  const names = (await readdir(folder)).filter((name) => /\.(jpe?g|png|webp)$/i.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const [{ size, mtimeMs }, { autoOrient }] = await Promise.all([stat(path), sharp(path).metadata()]);
      return { name, bytes: size, modifiedAt: Math.floor(mtimeMs), width: autoOrient.width, height: autoOrient.height };
    }),
  );
}

export type PictureKind = 'thumb' | 'placeholder' | 'preview' | 'result' | 'strip';
const longestSide: Readonly<Record<PictureKind, number>> = {
  thumb: 360,
  placeholder: 160,
  preview: 2048,
  result: 2048,
  strip: 1024,
};
const made = new Map<string, Promise<Buffer>>();

/** A JPEG of one sample, its longest side at most `size` pixels. A `result` is visibly softer and lighter, so that comparing shows something. */
export function picture(kind: PictureKind, photo: SamplePhoto, size?: number): Promise<Buffer> {
  const side = size ?? longestSide[kind];
  const key = `${kind}/${photo.name}/${side}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  let image = sharp(join(folder ?? '', photo.name))
    .autoOrient()
    .flatten({ background: '#808080' })
    .resize(side, side, { fit: 'inside', withoutEnlargement: true });
  if (kind === 'result' || kind === 'strip') image = image.median(5).modulate({ brightness: 1.06 });
  const bytes = image.jpeg({ quality: 85 }).toBuffer();
  made.set(key, bytes);
  return bytes;
}
