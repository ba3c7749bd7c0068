import { sharp } from '../sharp.ts';
import type { OutputFormat } from './full-size-types.ts';
import type { Pixels } from '../transfer/types.ts';

export interface EncodeSettings {
  readonly format: OutputFormat;
  /** JPEG and lossy WebP, 1 to 100. */
  readonly quality: number;
  /** JPEG only. */
  readonly chroma: '4:4:4' | '4:2:0';
  /** WebP only. */
  readonly lossless: boolean;
  /** Output pixels that transparency is put on where the format has none, 0 to 255 a channel. */
  readonly background: number;
}

/**
 * Encodes pixels as they are, without metadata and without a profile: both are put in afterwards, as libvips would convert
 * colours on the way. The pixels must stay untouched until the promise settles.
 */
export async function encodePixels(pixels: Pixels, settings: EncodeSettings): Promise<Buffer> {
  const { width, height, channels, data } = pixels;
  const deep = data instanceof Uint16Array;
  const grey = channels <= 2;
  let raw = sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
  const hasAlpha = channels === 2 || channels === 4;
  if (settings.format === 'jpeg' && hasAlpha) {
    const level = settings.background;
    raw = raw.flatten({ background: { r: level, g: level, b: level } });
  }
  const deepOut = deep && (settings.format === 'png' || settings.format === 'tiff');
  raw = raw.toColourspace(grey ? (deepOut ? 'grey16' : 'b-w') : deepOut ? 'rgb16' : 'srgb');
  switch (settings.format) {
    case 'jpeg':
      // Optimised Huffman tables would need all coefficients in memory and three times the time, for 1 to 3 % fewer bytes.
      return raw
        .jpeg({ quality: settings.quality, chromaSubsampling: settings.chroma, optimiseCoding: false })
        .toBuffer();
    case 'png':
      return raw.png({ compressionLevel: 6, adaptiveFiltering: true, palette: false }).toBuffer();
    case 'tiff':
      // libvips' default is lossy JPEG inside the TIFF.
      return raw.tiff({ compression: 'lzw', predictor: 'horizontal' }).toBuffer();
    case 'webp':
      return raw
        .webp(
          settings.lossless
            ? { lossless: true, exact: true }
            : { quality: settings.quality, exact: true, smartSubsample: true },
        )
        .toBuffer();
  }
}
