import { open, rm } from 'node:fs/promises';
import type { Reason } from '../../base/reason.ts';
import type { OutputFormat } from './full-size-types.ts';
import type { MetadataSet } from '../../metadata/metadata-set.ts';
import { MAX_JPEG_EXIF, spliceJpeg } from '../../metadata/write/jpeg-write.ts';
import { iptcOf } from '../../formats/photoshop.ts';
import { splicePng } from '../../metadata/read/png.ts';
import { tiffPatch } from '../../metadata/read/tiff.ts';
import { spliceWebp } from '../../metadata/read/webp.ts';
import { joinedXmp } from '../../metadata/write/xmp-extension.ts';

/** A kind of metadata that a container has no place for. */
export type UnsupportedMetadata = 'exif' | 'xmp' | 'extended-xmp' | 'iptc';

/** An encoded picture with its metadata in it, as pieces to be written one after the other. */
export interface Contained {
  readonly parts: readonly Uint8Array[];
  readonly unsupported: readonly UnsupportedMetadata[];
}

/** Most bytes of EXIF that a format takes. */
export const EXIF_LIMIT: Record<OutputFormat, number> = {
  jpeg: MAX_JPEG_EXIF,
  png: 64 * 1024 * 1024,
  tiff: 64 * 1024 * 1024,
  webp: 64 * 1024 * 1024,
};

/** Puts metadata into an encoded picture. The bytes that hold its pixels are not touched. */
export async function contain(
  encoded: Uint8Array,
  format: OutputFormat,
  set: MetadataSet,
  size: { width: number; height: number },
): Promise<Contained> {
  const noIptc = (set.photoshop && iptcOf(set.photoshop)) || set.iptc ? (['iptc'] as const) : [];
  if (format === 'jpeg') {
    const { parts, tooLong } = spliceJpeg(encoded, set);
    return { parts, unsupported: tooLong };
  }
  const { whole, unsupported } = withWholeXmp(set);
  switch (format) {
    case 'png':
      return { parts: splicePng(encoded, whole), unsupported: [...unsupported, ...noIptc] };
    case 'webp':
      return { parts: spliceWebp(encoded, whole, size), unsupported: [...unsupported, ...noIptc] };
    case 'tiff': {
      const { appended, firstDirectory } = await tiffPatch(encoded, whole);
      const head = Buffer.from(encoded.subarray(0, 8));
      head.writeUInt32LE(firstDirectory, 4);
      return { parts: [head, encoded.subarray(8), appended], unsupported };
    }
  }
}

/** Only JPEG divides XMP; elsewhere it is one packet of any length. */
function withWholeXmp(set: MetadataSet): { whole: MetadataSet; unsupported: readonly UnsupportedMetadata[] } {
  const { extendedXmp, ...rest } = set;
  if (!extendedXmp || !set.xmp) return { whole: rest, unsupported: [] };
  const joined = joinedXmp(Buffer.from(set.xmp).toString('utf8'), Buffer.from(extendedXmp).toString('utf8'));
  if (joined === undefined) return { whole: rest, unsupported: ['extended-xmp'] };
  return { whole: { ...rest, xmp: Buffer.from(joined, 'utf8') }, unsupported: [] };
}

export const unsupportedNotes: Record<UnsupportedMetadata, Reason> = {
  exif: {
    code: 'exif-too-long',
    message: 'The camera data (EXIF) of this photo are too long for a JPEG file and were left out.',
  },
  xmp: { code: 'xmp-too-long', message: 'The XMP data of this photo are too long for a JPEG file and were left out.' },
  'extended-xmp': {
    code: 'extended-xmp-dropped',
    message: 'The longer part of this photo’s XMP data is damaged and was left out.',
  },
  iptc: {
    code: 'iptc-not-in-format',
    message: 'This file format has no place for IPTC data in the old form; what XMP says of them was kept.',
  },
};

/**
 * Writes pieces to a new file and flushes it, which may take a while: `meanwhile` runs beside that, on the complete file. Leaves nothing behind
 * when either fails. Returns the file's length.
 */
export async function writeParts(
  path: string,
  parts: readonly Uint8Array[],
  signal: AbortSignal,
  meanwhile: () => Promise<void>,
): Promise<number> {
  let written = 0;
  try {
    const handle = await open(path, 'w');
    try {
      for (const part of parts) {
        for (let at = 0; at < part.length;) {
          signal.throwIfAborted();
          const { bytesWritten } = await handle.write(part, at, Math.min(part.length - at, 4 * 1024 * 1024));
          at += bytesWritten;
          written += bytesWritten;
        }
      }
      // Both have ended before the file may be closed, or removed.
      const endings = await Promise.allSettled([handle.sync(), meanwhile()]);
      for (const ending of endings) if (ending.status === 'rejected') throw ending.reason;
    } finally {
      await handle.close();
    }
    return written;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}
