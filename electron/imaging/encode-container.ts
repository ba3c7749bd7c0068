import { open, rm } from 'node:fs/promises';
import type { Reason } from '../base/reason.ts';
import type { OutputFormat } from './full-size-types.ts';
import type { MetadataBag } from './metadata/bag.ts';
import { MAX_JPEG_EXIF, spliceJpeg } from './metadata/jpeg-write.ts';
import { iptcOf } from './metadata/photoshop.ts';
import { splicePng } from './metadata/png.ts';
import { tiffPatch } from './metadata/tiff.ts';
import { spliceWebp } from './metadata/webp.ts';
import { joinedXmp } from './metadata/xmp-extension.ts';

/** A kind of metadata that a container has no place for. */
export type Homeless = 'exif' | 'xmp' | 'extended-xmp' | 'iptc';

/** An encoded picture with its metadata in it, as pieces to be written one after the other. */
export interface Contained {
  readonly parts: readonly Uint8Array[];
  readonly homeless: readonly Homeless[];
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
  bag: MetadataBag,
  size: { width: number; height: number },
): Promise<Contained> {
  const noIptc = (bag.photoshop && iptcOf(bag.photoshop)) || bag.iptc ? (['iptc'] as const) : [];
  if (format === 'jpeg') {
    const { parts, tooLong } = spliceJpeg(encoded, bag);
    return { parts, homeless: tooLong };
  }
  const { whole, homeless } = withWholeXmp(bag);
  switch (format) {
    case 'png':
      return { parts: splicePng(encoded, whole), homeless: [...homeless, ...noIptc] };
    case 'webp':
      return { parts: spliceWebp(encoded, whole, size), homeless: [...homeless, ...noIptc] };
    case 'tiff': {
      const { appended, firstDirectory } = await tiffPatch(encoded, whole);
      const head = Buffer.from(encoded.subarray(0, 8));
      head.writeUInt32LE(firstDirectory, 4);
      return { parts: [head, encoded.subarray(8), appended], homeless };
    }
  }
}

/** Only JPEG divides XMP; elsewhere it is one packet of any length. */
function withWholeXmp(bag: MetadataBag): { whole: MetadataBag; homeless: readonly Homeless[] } {
  const { extendedXmp, ...rest } = bag;
  if (!extendedXmp || !bag.xmp) return { whole: rest, homeless: [] };
  const joined = joinedXmp(Buffer.from(bag.xmp).toString('utf8'), Buffer.from(extendedXmp).toString('utf8'));
  if (joined === undefined) return { whole: rest, homeless: ['extended-xmp'] };
  return { whole: { ...rest, xmp: Buffer.from(joined, 'utf8') }, homeless: [] };
}

export const homelessNotes: Record<Homeless, Reason> = {
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
