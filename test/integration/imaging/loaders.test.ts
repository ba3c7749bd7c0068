import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startImaging } from '../../../electron/imaging/index.ts';
import { forkImaging } from '../../../electron/imaging/process/fork.ts';
import { sharp } from '../../../electron/imaging/sharp.ts';

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="red"/></svg>';
const NEEDLESS: Readonly<Record<string, string>> = {
  'svg.jpg': SVG,
  'svg-after-a-long-comment.jpg': `<?xml version="1.0"?><!--${' '.repeat(5000)}-->${SVG}`,
  'pdf.jpg': '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>',
  'csv.jpg': '1,2\n3,4\n',
  'matrix.jpg': '2 2\n1 2\n3 4\n',
  'ppm.jpg': 'P3\n1 1\n255\n255 0 0\n',
  'hdr.jpg': '#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n\x80\x80\x80\x80',
  'fits.jpg': 'SIMPLE  =                    T'.padEnd(2880),
};

const imaging = startImaging({ spawn: forkImaging(resolve('electron/imaging-process.ts')) });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-loaders-'));
  for (const [name, text] of Object.entries(NEEDLESS)) await writeFile(join(folder, name), text, 'latin1');
});
afterAll(async () => {
  await imaging.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each(Object.keys(NEEDLESS))('%s, which no photo is', (name) => {
  it('meets no loader in libvips', async () => {
    await expect(sharp(join(folder, name)).metadata()).rejects.toThrow(/unsupported image format|not a known/i);
    await expect(sharp(Buffer.from(NEEDLESS[name] ?? '', 'latin1')).metadata()).rejects.toThrow(
      /unsupported image format/i,
    );
  });

  it('is refused with a reason by the imaging process', async () => {
    expect(await imaging.probe(join(folder, name))).toMatchObject({ kind: 'refused' });
    const signal = new AbortController().signal;
    expect(await imaging.prepare(join(folder, name), join(folder, 'copy'), signal)).toMatchObject({ kind: 'refused' });
  });
});

it('formats that photos have are read as before', async () => {
  const image = sharp({ create: { width: 32, height: 32, channels: 3, background: 'tan' } });
  for (const format of ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const) {
    const { width } = await sharp(await image.clone().toFormat(format).toBuffer()).metadata();
    expect(`${format} ${width}`).toBe(`${format} 32`);
  }
});
