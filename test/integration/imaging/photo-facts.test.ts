import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { merge, photoFacts } from '../../../electron/imaging/view/photo-facts.ts';
import { heif, hvcC, ispe, unit } from '../../unit/formats/heif-builder.ts';
import { directories, text, tiff } from '../../unit/formats/tiff-builder.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-facts-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const XMP = (rating: number): string =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="${rating}" xmp:Label="Red"/></rdf:RDF></x:xmpmeta>`;
const EXPECTED = { camera: 'Maker Model', rating: 4, label: 'Red' };
const TAKEN = '2026:05:01 13:45:10';

const picture = (): Sharp =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: '#808080' } })
    .withExif({ IFD0: { Make: 'Maker', Model: 'Model' }, IFD2: { DateTimeOriginal: TAKEN } })
    .withXmp(XMP(4));

async function factsOf(name: string, bytes: Uint8Array): Promise<unknown> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const answer = await photoFacts(path);
  if (answer.kind === 'local') throw new Error(answer.reason.message);
  return answer.facts;
}

describe('photoFacts', () => {
  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('reads EXIF and XMP of %s', async (format) => {
    const bytes = await picture().toFormat(format).toBuffer();
    expect(await factsOf(`a.${format}`, bytes)).toMatchObject({
      ...EXPECTED,
      captured: { local: '2026-05-01T13:45:10.000' },
    });
  });

  it('reads those of a TIFF', async () => {
    const bytes = tiff([
      [
        [271, text('Maker')],
        [272, text('Model')],
        [700, { type: 'bytes', bytes: Buffer.from(XMP(4)) }],
        [34665, directories([[36867, text(TAKEN)]])],
      ],
    ]);
    expect(await factsOf('a.tif', bytes)).toMatchObject({
      ...EXPECTED,
      captured: { local: '2026-05-01T13:45:10.000' },
    });
  });

  it('reads those of a HEIC', async () => {
    const exif = tiff([
      [
        [271, text('Maker')],
        [272, text('Model')],
      ],
    ]);
    const bytes = heif({
      primary: 1,
      items: [
        { id: 1, type: 'hvc1', properties: [hvcC(), ispe(400, 300)], data: unit(20) },
        { id: 2, type: 'Exif', data: Buffer.concat([Buffer.alloc(4), exif]) },
        { id: 3, type: 'mime', mime: 'application/rdf+xml', data: Buffer.from(XMP(4)) },
      ],
    });
    expect(await factsOf('a.heic', bytes)).toEqual(EXPECTED);
  });

  it('reads those of an RAF, which are in its preview', async () => {
    const jpeg = await picture().jpeg().toBuffer();
    const head = Buffer.alloc(160);
    head.write('FUJIFILMCCD-RAW 0201FF', 'latin1');
    head.writeUInt32BE(160, 84);
    head.writeUInt32BE(jpeg.length, 88);
    expect(await factsOf('a.raf', Buffer.concat([head, jpeg]))).toMatchObject(EXPECTED);
  });

  it('lets a sidecar file decide anew', async () => {
    await writeFile(join(folder, 'b.c.xmp'), XMP(2).replace('Red', 'Blue'));
    expect(await factsOf('b.c.jpg', await picture().jpeg().toBuffer())).toMatchObject({
      ...EXPECTED,
      rating: 2,
      label: 'Blue',
    });
  });

  it('does not mind a folder of the sidecar’s name', async () => {
    await mkdir(join(folder, 'd.xmp'));
    expect(await factsOf('d.jpg', await picture().jpeg().toBuffer())).toMatchObject(EXPECTED);
  });

  it.each([
    ['noise', Buffer.from('nothing of a picture')],
    ['an empty file', Buffer.alloc(0)],
    ['a PNG cut within a chunk', Buffer.from('89504e470d0a1a0a0000ffff65584966', 'hex')],
    ['a JPEG’s beginning', Buffer.from('ffd8ffe1ffff', 'hex')],
    ['a HEIC’s beginning', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\0meta', 'latin1')],
  ])('says nothing of %s', async (name, bytes) => expect(await factsOf(name, bytes)).toEqual({}));

  it('says why a file that is gone tells nothing', async () => {
    expect(await photoFacts(join(folder, 'gone.jpg'))).toMatchObject({ kind: 'local', side: 'original' });
  });
});

describe('merge', () => {
  it('keeps what only one source says', () => {
    expect(merge({ camera: 'A', rating: 1 }, { camera: 'B', lens: 'L', rating: 2 }, { pick: 'unflagged' })).toEqual({
      camera: 'A',
      lens: 'L',
      rating: 2,
      pick: 'unflagged',
    });
  });
});
