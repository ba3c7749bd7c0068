import { decode as decodeBmpFile } from 'bmp-ts';
import sharp from 'sharp';

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
/** BITMAPFILEHEADER and the smallest header that holds the fields read here (BITMAPINFOHEADER). */
const BMP_HEADERS = 54;
const BMP_BITS = new Set([1, 4, 8, 16, 24, 32]);
const BMP_UNCOMPRESSED = new Set([0, 3, 6]);

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

/** BMP, which libvips does not read. The fourth byte is dropped: most writers leave it 0 without meaning transparency. */
function decodeBmp(bytes: Uint8Array, maxPixels: number): RgbImage {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < BMP_HEADERS) throw new Error('the BMP file ends within its header');
  const width = file.readInt32LE(18);
  const height = Math.abs(file.readInt32LE(22));
  const bits = file.readUInt16LE(28);
  if (width < 1 || height < 1) throw new Error('the BMP file has no pixels');
  if (width * height > maxPixels) throw new Error('the BMP file has too many pixels');
  // The decoder would return black for an unknown depth, and whatever it has for a file that ends early.
  if (!BMP_BITS.has(bits)) throw new Error(`the BMP file has an unknown depth of ${bits} bits`);
  if (BMP_UNCOMPRESSED.has(file.readUInt32LE(30))) {
    const stride = Math.ceil((width * bits) / 32) * 4;
    if (file.readUInt32LE(10) + stride * height > file.length) throw new Error('the BMP file ends early');
  }
  const { data } = decodeBmpFile(file, { toRGBA: true });
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = data[from]!;
    rgb[to + 1] = data[from + 1]!;
    rgb[to + 2] = data[from + 2]!;
  }
  return { width, height, rgb };
}
