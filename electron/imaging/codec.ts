import { sharp } from './sharp.ts';
import { BMP_HEADER_BYTES, decodeBmp as decodeBmpPixels, readBmpHeader } from '../formats/bmp/bmp.ts';

/** A picture as plain numbers: 8-bit sRGB, three bytes a pixel, rows from the top, no padding. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

export interface DecodeLimits {
  /** A picture with more pixels than this is refused from its header, before memory is set aside for it. */
  readonly maxPixels?: number;
}

export type EncodeOptions =
  | { readonly format: 'jpeg'; readonly quality: number; readonly chroma: '4:4:4' | '4:2:0' }
  | { readonly format: 'png' };

/** How JPEG, PNG, GIF, WebP, TIFF and AVIF files begin. Without this, libvips would also draw SVG, which is a program more than a picture. */
const PICTURES = /^(?:\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8|RIFF....WEBP|II[*+]\0|MM\0[*+]|....ftyp)/s;
const DEFAULT_MAX_PIXELS = 200_000_000;
/**
 * Decodes a whole JPEG, PNG, WebP, TIFF, GIF, AVIF or BMP file to upright-as-stored sRGB pixels: an embedded profile is applied, transparency
 * is dropped, EXIF orientation is left alone. Strict: throws when a pixel is missing or damaged instead of filling with grey.
 * (A PNG that lacks nothing but its end mark has all its pixels, and is taken.)
 */
export async function decodeRgb(bytes: Uint8Array, limits: DecodeLimits = {}): Promise<RgbImage> {
  const maxPixels = limits.maxPixels ?? DEFAULT_MAX_PIXELS;
  if (bytes[0] === 0x42 && bytes[1] === 0x4d) return decodeBmp(bytes, maxPixels);
  if (!PICTURES.test(Buffer.from(bytes.subarray(0, 12)).toString('latin1'))) throw new Error('this is no picture file');
  const { data, info } = await sharp(bytes, { failOn: 'warning', limitInputPixels: maxPixels })
    .removeAlpha()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`the decoder gave ${info.channels} channels instead of 3`);
  // A plain array: slice() of a Buffer would share memory, a trap for whoever works on the pixels.
  const rgb = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { width: info.width, height: info.height, rgb };
}

/** Encodes pixels as a file without any metadata. JPEG: baseline, quality 1 to 100. */
export async function encodeRgb(image: RgbImage, options: EncodeOptions): Promise<Buffer> {
  const { width, height, rgb } = image;
  if (rgb.length !== width * height * 3) throw new Error('the pixels do not fill the picture');
  const raw = sharp(rgb, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  if (options.format === 'png') return raw.png({ compressionLevel: 6 }).toBuffer();
  // Optimised Huffman tables cost three times the time for one to three per cent fewer bytes.
  return raw.jpeg({ quality: options.quality, chromaSubsampling: options.chroma, optimiseCoding: false }).toBuffer();
}

/** BMP, which libvips does not read. */
function decodeBmp(bytes: Uint8Array, maxPixels: number): RgbImage {
  const header = readBmpHeader(bytes.subarray(0, BMP_HEADER_BYTES), bytes.length);
  if (header.width * header.height > maxPixels) throw new Error('the BMP file has too many pixels');
  const { width, height, data } = decodeBmpPixels(bytes, header, 'refuse');
  return { width, height, rgb: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
