import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';

/** Real portraits at this longest side, so that ten thousand of them fit a disk, and the small preview that cameras put inside. Pixels. */
const SIDE = 800;
const PREVIEW_SIDE = 160;
const root = join(import.meta.dirname, '../..');
const sources = [join(root, '../shared/photos'), join(root, 'electron/demo/samples')];

/**
 * A folder of `count` JPEGs, no two alike: a serial number lies in a comment behind the first marker, which makes each file its own
 * without coding ten thousand pictures. Each has a preview in its EXIF block, as files of cameras have. Kept between runs.
 */
export async function benchFolder(count: number): Promise<string> {
  const folder = join(tmpdir(), `afterglow-bench-ui-${String(count)}`);
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length === count) return folder;
  const from = sources.find((path) => existsSync(path));
  if (from === undefined) throw new Error('there are no photos to make a shoot of');
  const names = (await readdir(from)).filter((name) => /\.(jpe?g|png)$/i.test(name)).sort();
  const pictures: Buffer[] = [];
  for (const name of names) pictures.push(await small(join(from, name)));
  for (let number = 0; number < count; number++) {
    const picture = pictures[number % pictures.length];
    if (picture !== undefined) await writeFile(join(folder, nameOf(number)), numbered(picture, number));
  }
  return folder;
}

const nameOf = (number: number) => `BENCH_${String(number + 1).padStart(5, '0')}.jpg`;

async function small(path: string): Promise<Buffer> {
  const upright = await sharp(path)
    .autoOrient()
    .flatten({ background: '#808080' })
    .png({ compressionLevel: 0 })
    .toBuffer();
  const at = (side: number, quality: number) =>
    sharp(upright).resize(side, side, { fit: 'inside' }).jpeg({ quality }).toBuffer();
  const [picture, preview] = await Promise.all([at(SIDE, 75), at(PREVIEW_SIDE, 60)]);
  return inserted(picture, 0xe1, exifWith(preview));
}

type Field = readonly [tag: number, type: number, value: number];

/** An EXIF block as cameras write them: which way is up, and a second directory that says where the preview is. */
function exifWith(preview: Buffer): Buffer {
  const upright: readonly Field[] = [[0x0112, 3, 1]];
  const start = 8;
  const second = start + directoryBytes(1);
  const data = second + directoryBytes(3);
  const small: readonly Field[] = [
    [0x0103, 3, 6],
    [0x0201, 4, data],
    [0x0202, 4, preview.length],
  ];
  const head = Buffer.alloc(start);
  head.write('II*\0', 0, 'latin1');
  head.writeUInt32LE(start, 4);
  const directories = [directory(upright, second), directory(small, 0)];
  return Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), head, ...directories, preview]);
}

const directoryBytes = (fields: number) => 2 + fields * 12 + 4;

function directory(fields: readonly Field[], next: number): Buffer {
  const bytes = Buffer.alloc(directoryBytes(fields.length));
  bytes.writeUInt16LE(fields.length, 0);
  for (const [index, [tag, type, value]] of fields.entries()) {
    const at = 2 + index * 12;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(1, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  }
  bytes.writeUInt32LE(next, bytes.length - 4);
  return bytes;
}

function numbered(jpeg: Buffer, number: number): Buffer {
  return inserted(jpeg, 0xfe, Buffer.from(`afterglow bench ${String(number)}`));
}

/** A JPEG with one more segment right after its first marker. */
function inserted(jpeg: Buffer, marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2)]);
}
