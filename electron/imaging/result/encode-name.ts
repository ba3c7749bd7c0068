import type { OutputFormat, OutputName } from './full-size-types.ts';
import type { PictureFormat } from '../../formats/sniff.ts';

const SPELLINGS: Record<OutputFormat, readonly string[]> = {
  jpeg: ['.jpg', '.jpeg', '.jpe', '.jfif'],
  png: ['.png'],
  tiff: ['.tif', '.tiff'],
  webp: ['.webp'],
};

const NAMES: Record<PictureFormat, string> = {
  jpeg: 'JPEG',
  png: 'PNG',
  tiff: 'TIFF',
  webp: 'WebP',
  avif: 'AVIF',
  gif: 'GIF',
  bmp: 'BMP',
  heic: 'HEIC',
};

/**
 * What a result is called and written as, told before the work. `same` keeps JPEG, PNG, TIFF and WebP; other formats cannot be
 * written without loss of fidelity and become JPEG, or PNG where there is transparency. The content decides, not the name: a JPEG
 * called `.png` becomes `.jpg`, and the note says so.
 *
 * @param hasAlpha whether the picture is transparent anywhere, as far as known
 */
export function outputExtension(
  originalName: string,
  sniffed: PictureFormat,
  wanted: 'same' | 'jpeg' | 'png' | 'tiff',
  hasAlpha = false,
): OutputName {
  const own = /\.[^./\\]*$/.exec(originalName)?.[0] ?? '';
  const format = wanted === 'same' ? sameFormat(sniffed, hasAlpha) : wanted;
  const keepsName = SPELLINGS[format].includes(own.toLowerCase());
  const extension = keepsName ? own : SPELLINGS[format][0]!;
  if (wanted !== 'same') return { format, extension };
  if (format !== sniffed) {
    return {
      format,
      extension,
      note: {
        code: 'format-changed',
        message: `${NAMES[sniffed]} files can’t be written without loss, so the result is a ${NAMES[format]} file.`,
      },
    };
  }
  if (keepsName) return { format, extension };
  return {
    format,
    extension,
    note: {
      code: 'extension-corrected',
      message: `The original is a ${NAMES[sniffed]} file, whatever its name says; the result is called ${extension}.`,
    },
  };
}

function sameFormat(sniffed: PictureFormat, hasAlpha: boolean): OutputFormat {
  switch (sniffed) {
    case 'jpeg':
    case 'png':
    case 'tiff':
    case 'webp':
      return sniffed;
    case 'avif':
    case 'gif':
    case 'bmp':
    case 'heic':
      return hasAlpha ? 'png' : 'jpeg';
  }
}
