import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { encodeRgb } from '../../electron/imaging/codec.ts';

/** A folder of small portraits, all different but the last, which is a copy of the first in another folder. */
export async function makeShoot(folder: string, photos: number): Promise<void> {
  for (let index = 0; index < photos; index++) {
    const twin = index === photos - 1 ? 0 : index;
    const format = twin % 5 === 3 ? 'png' : 'jpeg';
    const name = `${index % 3 === 2 ? 'day 2/' : ''}IMG_${String(index).padStart(4, '0')}.${format === 'png' ? 'png' : 'jpg'}`;
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await portrait(twin, format));
  }
}

/** An oval of textured skin; `seed` makes each picture another. */
async function portrait(seed: number, format: 'jpeg' | 'png'): Promise<Buffer> {
  const width = 96;
  const height = 72;
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = ((x - width / 2) / (width * 0.3)) ** 2 + ((y - height / 2) / (height * 0.4)) ** 2 < 1;
      const grain = ((x * 7 + y * 13 + seed * 5) % 11) - 5;
      const [r, g, b] = inside ? [205 + grain, 150 + grain, 125 + grain] : [90 + (seed % 60), 110, 112];
      rgb.set([r, g, b], (y * width + x) * 3);
    }
  }
  const image = { width, height, rgb };
  return encodeRgb(image, format === 'png' ? { format } : { format, quality: 92, chroma: '4:4:4' });
}

/** Every file below a folder with `/`, sorted; none when the folder is not there. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Content and modification time of every file below a folder: equal before and after means untouched. */
export async function printOf(folder: string): Promise<string> {
  const lines: string[] = [];
  for (const name of await filesBelow(folder)) {
    const path = join(folder, name);
    lines.push(`${name} ${sha256(await readFile(path))} ${(await stat(path)).mtimeMs}`);
  }
  return lines.join('\n');
}
