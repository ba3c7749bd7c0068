import sharp from 'sharp';
import { heicMetadata } from '../heic-metadata.ts';
import type { PictureFormat } from '../sniff.ts';
import type { MetadataBag } from './bag.ts';
import { emptyBag } from './bag.ts';
import { bmpDensity } from './density.ts';
import { FileReader } from './file-reader.ts';
import { bagFromJpeg } from './jpeg-read.ts';
import { beginsWith, readJpegHeader } from './jpeg-segments.ts';
import type { JpegHeader } from './jpeg-segments.ts';
import { bagFromPng } from './png.ts';
import { bagFromTiff } from './tiff.ts';
import { bagFromWebp } from './webp.ts';

/** Metadata read so far, doubled until the first scan is in. Headers beyond the last hold more than metadata. */
const JPEG_READS = [256 * 1024, 4 * 1024 * 1024, 64 * 1024 * 1024];

/** What a file holds besides its pixels. */
export interface SourceMetadata {
  readonly bag: MetadataBag;
  /** Of a JPEG. */
  readonly jpeg?: JpegHeader;
  /** Of a WebP: whether its pixels are stored without loss. */
  readonly lossless?: boolean;
}

/** Reads a file's metadata. A file whose metadata cannot be read has none, and says `structure`. */
export async function readMetadata(path: string, format: PictureFormat): Promise<SourceMetadata> {
  try {
    return await FileReader.with(path, async (file) => {
      switch (format) {
        case 'jpeg': {
          const header = await jpegHeader(file);
          return header ? { bag: bagFromJpeg(header), jpeg: header } : { bag: emptyBag };
        }
        case 'png':
          return { bag: await bagFromPng(file) };
        case 'webp':
          return bagFromWebp(file);
        case 'tiff':
          return { bag: await bagFromTiff(file) };
        case 'avif':
        case 'gif':
          return { bag: await bagFromDecoder(path) };
        case 'heic':
          return { bag: { ...emptyBag, ...(await heicMetadata(path)) } };
        case 'bmp': {
          const density = bmpDensity(await file.read(0, 46));
          return { bag: density ? { ...emptyBag, density } : emptyBag };
        }
      }
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { bag: { ...emptyBag, left: ['structure'] } };
  }
}

/** Formats that are never written: what libvips hands out of them is enough. */
async function bagFromDecoder(path: string): Promise<MetadataBag> {
  const { exif, xmp, icc } = await sharp(path, { limitInputPixels: false }).metadata();
  const block = exif && (beginsWith(exif, 'Exif\0\0') ? exif.subarray(6) : exif);
  return { ...emptyBag, ...(block && { exif: block }), ...(xmp && { xmp }), ...(icc && { icc }) };
}

async function jpegHeader(file: FileReader): Promise<JpegHeader | undefined> {
  for (const length of JPEG_READS) {
    const header = readJpegHeader(await file.read(0, length));
    if (header || length >= file.size) return header;
  }
  return undefined;
}
