import type { MetadataSet } from '../metadata-set.ts';
import { readExactly, type ReadAt } from '../../formats/bytes.ts';

const MAX_CHUNK = 64 * 1024 * 1024;
const FLAG = { icc: 0x20, alpha: 0x10, exif: 0x08, xmp: 0x04 } as const;

/** Takes the metadata out of a WebP file (RIFF chunks ICCP, EXIF and XMP), and looks whether its pixels are stored without loss. */
export async function metadataFromWebp(
  read: ReadAt,
  fileBytes: number,
): Promise<{ readonly set: MetadataSet; readonly lossless: boolean }> {
  let lossless = false;
  let set: MetadataSet = { segments: [], chunks: [], left: [] };
  for (let at = 12; at + 8 <= fileBytes;) {
    const head = Buffer.from(await readExactly(read, at, 8));
    const type = head.toString('latin1', 0, 4);
    const length = head.readUInt32LE(4);
    lossless ||= type === 'VP8L';
    if (type === 'ICCP' || type === 'EXIF' || type === 'XMP ') {
      if (length > MAX_CHUNK) throw new RangeError('a WebP chunk is too long');
      const data = await readExactly(read, at + 8, length);
      if (type === 'ICCP') set = { ...set, icc: data };
      // Some writers put JPEG's name in front of the block.
      else if (type === 'EXIF') set = { ...set, exif: data[0] === 0x45 ? data.subarray(6) : data };
      else set = { ...set, xmp: data };
    }
    at += 8 + length + (length & 1);
  }
  return { set, lossless };
}

/** Puts metadata into a freshly encoded WebP, which becomes an extended file (VP8X) for it. */
export function spliceWebp(
  encoded: Uint8Array,
  set: MetadataSet,
  size: { width: number; height: number },
): Uint8Array[] {
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const pixels: Uint8Array[] = [];
  let alpha = false;
  for (let at = 12; at + 8 <= bytes.length;) {
    const type = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    const next = Math.min(bytes.length, at + 8 + length + (length & 1));
    if (type === 'ALPH') alpha = true;
    // A lossless stream's own header says whether it uses alpha: bit 28 of what follows the signature byte.
    if (type === 'VP8L') alpha ||= (bytes.readUInt32LE(at + 9) & 0x10000000) !== 0;
    if (type === 'ALPH' || type === 'VP8 ' || type === 'VP8L') pixels.push(bytes.subarray(at, next));
    at = next;
  }
  const extended = Buffer.alloc(18);
  extended.write('VP8X', 'latin1');
  extended.writeUInt32LE(10, 4);
  extended[8] =
    (set.icc ? FLAG.icc : 0) | (alpha ? FLAG.alpha : 0) | (set.exif ? FLAG.exif : 0) | (set.xmp ? FLAG.xmp : 0);
  extended.writeUIntLE(size.width - 1, 12, 3);
  extended.writeUIntLE(size.height - 1, 15, 3);
  const parts = [
    extended,
    ...(set.icc ? [riffChunk('ICCP', set.icc)] : []),
    ...pixels,
    ...(set.exif ? [riffChunk('EXIF', set.exif)] : []),
    ...(set.xmp ? [riffChunk('XMP ', set.xmp)] : []),
  ];
  const head = Buffer.alloc(12);
  head.write('RIFF', 'latin1');
  head.writeUInt32LE(4 + parts.reduce((sum, part) => sum + part.length, 0), 4);
  head.write('WEBP', 8, 'latin1');
  return [head, ...parts];
}

function riffChunk(type: string, data: Uint8Array): Uint8Array {
  const out = Buffer.alloc(8 + data.length + (data.length & 1));
  out.write(type, 'latin1');
  out.writeUInt32LE(data.length, 4);
  out.set(data, 8);
  return out;
}
