import type { HeifFacts } from '../../formats/heif/heif.ts';
import { heicMetadata } from './heic-metadata.ts';
import type { PictureFormat } from '../../formats/sniff.ts';
import type { MetadataSet } from '../metadata-set.ts';
import { emptyMetadata } from '../metadata-set.ts';
import { bmpDensity } from './density.ts';
import { withFile, type ReadAt } from '../../formats/bytes.ts';
import { metadataFromJpeg } from './jpeg-read.ts';
import { exifBlock } from '../../formats/tiff/orientation.ts';
import { readJpegHeader, type JpegHeader } from '../../formats/jpeg/jpeg.ts';
import { metadataFromPng } from './png.ts';
import { metadataFromTiff } from './tiff.ts';
import { metadataFromWebp } from './webp.ts';

/** Metadata read so far, doubled until the first scan is in. Headers beyond the last hold more than metadata. */
const JPEG_READS = [256 * 1024, 4 * 1024 * 1024, 64 * 1024 * 1024];

/** What a file holds besides its pixels. */
export interface SourceMetadata {
  readonly set: MetadataSet;
  /** Of a JPEG. */
  readonly jpeg?: JpegHeader;
  /** Of a WebP: whether its pixels are stored without loss. */
  readonly lossless?: boolean;
}

/** What takes a picture library to know; the imaging room has one. */
export interface PictureLibrary {
  /** Metadata blocks of a format that is never written. */
  readonly metadata: (
    path: string,
  ) => Promise<{ exif?: Uint8Array | undefined; xmp?: Uint8Array | undefined; icc?: Uint8Array | undefined }>;
  /** The profile of a HEIC's pixels; undefined for sRGB. */
  readonly heicProfile: (facts: HeifFacts) => Promise<Uint8Array | undefined>;
}

/** Reads a file's metadata. A file whose metadata cannot be read has none, and says `structure`. */
export async function readMetadata(
  path: string,
  format: PictureFormat,
  library: PictureLibrary,
): Promise<SourceMetadata> {
  try {
    return await withFile(path, async (read, bytes) => {
      switch (format) {
        case 'jpeg': {
          const header = await jpegHeader(read, bytes);
          return header ? { set: metadataFromJpeg(header), jpeg: header } : { set: emptyMetadata };
        }
        case 'png':
          return { set: await metadataFromPng(read, bytes) };
        case 'webp':
          return metadataFromWebp(read, bytes);
        case 'tiff':
          return { set: await metadataFromTiff(read) };
        case 'avif':
        case 'gif':
          return { set: await metadataFromLibrary(path, library) };
        case 'heic':
          return { set: { ...emptyMetadata, ...(await heicMetadata(path, library.heicProfile)) } };
        case 'bmp': {
          const density = bmpDensity(await read(0, 46));
          return { set: density ? { ...emptyMetadata, density } : emptyMetadata };
        }
      }
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { set: { ...emptyMetadata, left: ['structure'] } };
  }
}

/** Formats that are never written: what the library hands out of them is enough. */
async function metadataFromLibrary(path: string, library: PictureLibrary): Promise<MetadataSet> {
  const { exif, xmp, icc } = await library.metadata(path);
  const block = exif && exifBlock(exif);
  return { ...emptyMetadata, ...(block && { exif: block }), ...(xmp && { xmp }), ...(icc && { icc }) };
}

async function jpegHeader(read: ReadAt, bytes: number): Promise<JpegHeader | undefined> {
  for (const length of JPEG_READS) {
    const header = readJpegHeader(await read(0, length));
    if (header || length >= bytes) return header;
  }
  return undefined;
}
