import { inflateSync } from 'node:zlib';
import { MAX_PROFILE_BYTES } from '../limits.ts';
import { xmpOrientation } from '../xmp/xmp-orientation.ts';
import { exifOrientation } from '../tiff/orientation.ts';
import type { PictureDigest } from './digest.ts';
import { MOST_TAKEN, type PictureReader } from './feed.ts';

/** Chunks that say what the coded data mean (PNG, third edition, 11). Their order among each other means nothing. */
const MEANING = new Set(['IHDR', 'PLTE', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'cICP', 'iCCP']);
const XMP_MARK = 'XML:com.adobe.xmp\0';

/** A PNG file's compressed pixels, then the chunks that say what they mean, and orientation. Text, times and sizes in print are left out. */
export function* readPng(digest: PictureDigest): PictureReader {
  yield { skip: 8 };
  const meaning = new Map<string, Buffer>();
  let exif: number | undefined;
  let xmp: number | undefined;
  let pixels = false;
  for (;;) {
    const head = yield { take: 8 };
    if (head.length < 8) break;
    const length = head.readUInt32BE();
    const name = head.subarray(4).toString('latin1');
    if (name === 'IEND') break;
    if (name === 'IDAT') {
      pixels = true;
      yield { hash: length };
    } else if (!pixels && length <= MOST_TAKEN && (MEANING.has(name) || name === 'eXIf' || name === 'iTXt')) {
      // What stands behind the pixels is not looked at when the picture is opened, either.
      const bytes = yield { take: length };
      if (name === 'eXIf') exif ??= exifOrientation(bytes);
      else if (name === 'iTXt') xmp ??= orientationInText(bytes);
      else if (!meaning.has(name)) meaning.set(name, name === 'iCCP' ? profileOf(bytes) : bytes);
    } else yield { skip: length };
    yield { skip: 4 };
  }
  if (!pixels || !meaning.has('IHDR')) return false;
  digest.endData('pixels');
  for (const name of [...meaning.keys()].sort()) {
    const bytes = meaning.get(name)!;
    if (!saysNothing(name, bytes, meaning.has('iCCP'))) digest.fact(name, bytes);
  }
  digest.fact('orientation', exif ?? xmp ?? 1);
  return true;
}

/** Values of the colour chunks that mean sRGB, which is what a picture without them is taken for (PNG, third edition, 11.3.2). */
const SRGB: Readonly<Record<string, RegExp>> = {
  sRGB: /^/,
  // 1 / 2.2, however it was rounded.
  gAMA: /^0000b18[ef]$/,
  cHRM: /^00007a26000080840000fa00000080e8000075300000ea6000003a9800001770$/,
  cICP: /^010d00/,
};

/** A profile goes before primaries and gamma. */
function saysNothing(name: string, bytes: Buffer, profile: boolean): boolean {
  if (profile && ['sRGB', 'gAMA', 'cHRM'].includes(name)) return true;
  return SRGB[name]?.test(bytes.toString('hex')) === true;
}

/** The profile itself: its name and how well it was compressed mean nothing. One that can't be unpacked counts as it is. */
function profileOf(chunk: Buffer): Buffer {
  return inflated(chunk.subarray(chunk.indexOf(0) + 2)) ?? chunk;
}

/** `tiff:Orientation` of an XMP packet in an international text chunk. */
function orientationInText(chunk: Buffer): number | undefined {
  if (chunk.subarray(0, XMP_MARK.length).toString('latin1') !== XMP_MARK) return undefined;
  const packed = chunk[XMP_MARK.length] === 1;
  // Behind the two flags stand two texts that end with a zero: language and translated keyword.
  const language = chunk.indexOf(0, XMP_MARK.length + 2);
  const keyword = chunk.indexOf(0, language + 1);
  if (language < 0 || keyword < 0) return undefined;
  const text = chunk.subarray(keyword + 1);
  const packet = packed ? inflated(text) : text;
  return packet && xmpOrientation(packet);
}

function inflated(bytes: Buffer): Buffer | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: MAX_PROFILE_BYTES });
  } catch {
    // Damaged, or far larger than it says: the caller has an answer for that.
    return undefined;
  }
}
