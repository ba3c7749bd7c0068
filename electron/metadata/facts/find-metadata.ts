import { inflateSync } from 'node:zlib';
import { systemCode } from '../../base/reason.ts';
import { readBytes, withFile, type ReadAt } from '../../formats/bytes.ts';
import { readHeif, readHeifMetadata } from '../../formats/heif/heif.ts';
import { outerBoxes } from '../../formats/heif/iso-boxes.ts';
import { beginsWith } from '../../formats/cursor.ts';
import { readJpegFacts, walkJpeg } from '../../formats/jpeg/jpeg.ts';
import { MARKER, SIGNATURE } from '../../formats/jpeg/segments.ts';
import { metadataFromPng } from '../read/png.ts';
import { metadataFromWebp } from '../read/webp.ts';
import { cr3Directories } from '../../formats/raw/raw-cr3.ts';
import { sniff, SNIFF_BYTES } from '../../formats/sniff.ts';
import type { Size } from '../../formats/turned-rect.ts';
import { TAG } from '../../formats/tiff/tiff.ts';
import { readExifValues, type ExifValues } from './exif-values.ts';

/** The parts of a file that tell of the photo. */
export interface FoundMetadata {
  readonly exif?: Pick<ExifValues, 'texts' | 'numbers'>;
  /** The packet as it stands in the file. */
  readonly xmp?: Uint8Array;
  /** Size of the stored pixels, where it was on the way. */
  readonly stored?: Size;
}

const MAX_XMP_BYTES = 4_000_000;
/** JPEG headers are read this far: nearly all end within the first, and those with large previews within the second. */
const JPEG_HEADS = [131_072, 4_194_304];
/** Canon's box with the XMP packet. */
const XMP_IN_CR3 = 'be7acfcb97a942e89c71999491e3afac';

/**
 * Finds EXIF values and the XMP packet of a photo, of RAW files too. Reads the head of the file or the parts that hold
 * metadata; never pixels. Throws only what the file system throws.
 */
export function findMetadata(path: string): Promise<FoundMetadata> {
  return withFile(path, async (read, bytes) => {
    const head = await read(0, SNIFF_BYTES);
    const sniffed = sniff(head);
    switch (sniffed.format) {
      case 'jpeg':
        return inJpeg(read, bytes);
      case 'tiff':
        return inTiff(read);
      case 'heic':
      case 'avif':
        return inHeif(read, bytes);
      case 'png':
        return inPng(read, bytes);
      case 'webp':
        return inSet(await metadataFromWebp(read, bytes).then(({ set }) => set, unreadable));
      case 'raw':
        return inRaw(read, bytes, Buffer.from(head));
      default:
        return {};
    }
  });
}

/** Those readers' word for a structure that makes no sense. */
function unreadable(error: unknown): Bag {
  if (error instanceof RangeError) return {};
  throw error;
}

interface Bag {
  readonly exif?: Uint8Array;
  readonly xmp?: Uint8Array;
  readonly chunks?: readonly { readonly type: string; readonly data: Uint8Array }[];
}

async function inSet({ exif, xmp }: Bag): Promise<FoundMetadata> {
  const values = exif && (await readExifValues(readBytes(exif)));
  return { ...(values && { exif: values }), ...(xmp && { xmp: xmp.subarray(0, MAX_XMP_BYTES) }) };
}

const XMP_IN_PNG = Buffer.from('XML:com.adobe.xmp\0\0', 'latin1');

async function inPng(read: ReadAt, bytes: number): Promise<FoundMetadata> {
  const set: Bag = await metadataFromPng(read, bytes).catch(unreadable);
  // Programs built on libvips put the packet into the older kind of text chunk.
  const old = set.chunks?.find(
    ({ type, data }) => type === 'zTXt' && XMP_IN_PNG.equals(data.subarray(0, XMP_IN_PNG.length)),
  );
  const xmp = set.xmp ?? (old && inflated(old.data.subarray(XMP_IN_PNG.length)));
  return inSet({ ...(set.exif && { exif: set.exif }), ...(xmp && { xmp }) });
}

function inflated(data: Uint8Array): Uint8Array | undefined {
  try {
    return inflateSync(data, { maxOutputLength: MAX_XMP_BYTES });
  } catch (error) {
    // zlib's own codes: damaged, or made to grow without end.
    if (systemCode(error) !== undefined) return undefined;
    throw error;
  }
}

async function inJpeg(read: ReadAt, bytes: number): Promise<FoundMetadata> {
  for (const length of JPEG_HEADS) {
    const head = await read(0, length);
    const walk = walkJpeg(head, true);
    const complete = walk.segments.at(-1)?.marker === MARKER.sos;
    if (!complete && length < bytes && length !== JPEG_HEADS.at(-1)) continue;
    const facts = readJpegFacts(walk);
    const packet = walk.segments.find(({ marker, data }) => marker === MARKER.app1 && beginsWith(data, SIGNATURE.xmp));
    const found = await inSet({
      ...(facts?.exif && { exif: facts.exif }),
      ...(packet && { xmp: packet.data.subarray(SIGNATURE.xmp.length) }),
    });
    return { ...found, ...(facts && { stored: { width: facts.width, height: facts.height } }) };
  }
  return {};
}

async function inTiff(read: ReadAt): Promise<FoundMetadata> {
  const values = await readExifValues(read);
  if (values === undefined) return {};
  const { xmp } = values;
  const packet = xmp && (await read(xmp.at, Math.min(xmp.length, MAX_XMP_BYTES)));
  const width = values.numbers.get(TAG.width);
  const height = values.numbers.get(TAG.height);
  return { exif: values, ...(packet && { xmp: packet }), ...(width && height && { stored: { width, height } }) };
}

async function inHeif(read: ReadAt, bytes: number): Promise<FoundMetadata> {
  const facts = await readHeif(read, bytes);
  return facts ? inSet(await readHeifMetadata(read, facts)) : {};
}

async function inRaw(read: ReadAt, bytes: number, head: Buffer): Promise<FoundMetadata> {
  if (head.toString('latin1', 0, 8) === 'FUJIFILM') {
    // Everything is in the preview, which is a whole JPEG.
    const at = head.length < 92 ? 0 : head.readUInt32BE(84);
    return at > 0 ? inJpeg((offset, length) => read(at + offset, length), bytes - at) : {};
  }
  return head.toString('latin1', 4, 8) === 'ftyp' ? inCr3(read, bytes) : inTiff(read);
}

async function inCr3(read: ReadAt, bytes: number): Promise<FoundMetadata> {
  const outer = await outerBoxes(read, bytes);
  const directories = await cr3Directories(read, outer);
  const main = directories?.main && (await readExifValues(readBytes(directories.main)));
  const exif = directories?.exif && (await readExifValues(readBytes(directories.exif)));
  const texts = new Map([...(exif?.texts ?? []), ...(main?.texts ?? [])]);
  const numbers = new Map([...(exif?.numbers ?? []), ...(main?.numbers ?? [])]);
  for (const box of outer.filter(({ type }) => type === 'uuid')) {
    if (Buffer.from(await read(box.at, 16)).toString('hex') !== XMP_IN_CR3) continue;
    return { exif: { texts, numbers }, xmp: await read(box.at + 16, Math.min(MAX_XMP_BYTES, box.end - box.at - 16)) };
  }
  return { exif: { texts, numbers } };
}
