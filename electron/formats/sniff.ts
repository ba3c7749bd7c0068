/** Formats that Afterglow opens. */
export type PictureFormat = 'jpeg' | 'png' | 'tiff' | 'webp' | 'avif' | 'gif' | 'bmp' | 'heic';

/** Kinds of file that are recognised, so that the refusal can say what to do instead. */
export type RefusedFormat =
  | 'heic'
  | 'jxl'
  | 'jp2'
  | 'psd'
  | 'raw'
  | 'svg'
  | 'pdf'
  | 'video'
  | 'ico'
  | 'pnm'
  | 'exr'
  | 'archive'
  | 'text'
  | 'empty'
  | 'zeros'
  | 'unknown';

export type Sniffed =
  | { readonly kind: 'picture'; readonly format: PictureFormat }
  | { readonly kind: 'refused'; readonly format: RefusedFormat; readonly message: string };

/** How many bytes of a file's beginning {@link sniff} wants; fewer are fine when the file is shorter. */
export const SNIFF_BYTES = 1024;

const REFUSALS: Record<RefusedFormat, string> = {
  heic: 'This is a HEIF picture of a kind that Afterglow cannot open. Export it as JPEG or TIFF first.',
  jxl: 'This is a JPEG XL picture, which Afterglow cannot open. Export it as JPEG or TIFF first.',
  jp2: 'This is a JPEG 2000 picture, which Afterglow cannot open. Export it as JPEG or TIFF first.',
  psd: 'This is a Photoshop document. Save it as JPEG, PNG or TIFF first.',
  raw: 'This is a camera RAW file, which can’t be retouched. Export it from your RAW converter as JPEG or TIFF first.',
  svg: 'This is a vector drawing (SVG), not a photo.',
  pdf: 'This is a PDF document, not a photo.',
  video: 'This is a video, not a photo.',
  ico: 'This is an icon file, not a photo.',
  pnm: 'This is a PNM picture (PPM, PGM or PBM), which Afterglow cannot open. Export it as PNG or TIFF first.',
  exr: 'This is an OpenEXR or Radiance HDR picture, which Afterglow cannot open. Export it as TIFF or JPEG first.',
  archive: 'This is an archive, not a photo.',
  text: 'This file contains text, not a picture, whatever its name says.',
  empty: 'This file is empty.',
  zeros: 'This file contains nothing but zeros: the copy it came from probably failed.',
  unknown: 'This is not a picture that Afterglow knows. It opens JPEG, PNG, TIFF, WebP, AVIF, HEIC, GIF and BMP.',
};

/** The plain refusal for a kind of file that is recognised and not opened. */
export function refusedFormat(format: RefusedFormat): Extract<Sniffed, { kind: 'refused' }> {
  return { kind: 'refused', format, message: REFUSALS[format] };
}

/**
 * Tells a file's format from its first bytes, never from its name. RAW files that are TIFF inside and carry no mark of
 * their own come out as `tiff`: `rawInTiff` looks at their tags.
 *
 * @param head the file's first {@link SNIFF_BYTES} bytes, or all of a shorter file
 */
export function sniff(head: Uint8Array): Sniffed {
  if (head.length === 0) return refusedFormat('empty');
  const known = byMagic(head);
  if (known !== undefined) return known;
  if (head.every((byte) => byte === 0)) return refusedFormat('zeros');
  return refusedFormat(looksLikeText(head) ? textKind(head) : 'unknown');
}

const picture = (format: PictureFormat): Sniffed => ({ kind: 'picture', format });

function byMagic(head: Uint8Array): Sniffed | undefined {
  const is = (hex: string, at = 0): boolean => {
    const bytes = hex.split(' ');
    return head.length >= at + bytes.length && bytes.every((byte, i) => head[at + i] === Number.parseInt(byte, 16));
  };
  const ascii = (text: string, at = 0): boolean =>
    head.length >= at + text.length && [...text].every((char, i) => head[at + i] === char.charCodeAt(0));

  if (is('ff d8 ff')) return picture('jpeg');
  if (is('89 50 4e 47 0d 0a 1a 0a')) return picture('png');
  if (ascii('RIFF') && ascii('WEBP', 8)) return picture('webp');
  if (ascii('GIF87a') || ascii('GIF89a')) return picture('gif');
  if (ascii('ftyp', 4)) return isoBrand(head);
  if (ascii('8BPS')) return refusedFormat('psd');
  if (is('ff 0a') || is('00 00 00 0c 4a 58 4c 20 0d 0a 87 0a')) return refusedFormat('jxl');
  if (is('00 00 00 0c 6a 50 20 20 0d 0a 87 0a') || is('ff 4f ff 51')) return refusedFormat('jp2');
  if (ascii('%PDF-') || ascii('%!PS')) return refusedFormat('pdf');
  if (isRawMagic(is, ascii)) return refusedFormat('raw');
  if (is('49 49 2a 00') || is('4d 4d 00 2a') || is('49 49 2b 00') || is('4d 4d 00 2b')) return picture('tiff');
  if (is('00 00 01 00') || is('00 00 02 00')) return refusedFormat('ico');
  if (is('76 2f 31 01') || ascii('#?RADIANCE') || ascii('#?RGBE')) return refusedFormat('exr');
  if (is('50 4b 03 04') || is('1f 8b') || ascii('Rar!') || ascii('7z')) return refusedFormat('archive');
  if (is('1a 45 df a3') || (ascii('RIFF') && ascii('AVI ', 8))) return refusedFormat('video');
  if (ascii('BM') && head.length >= 18) return picture('bmp');
  if (head[0] === 0x50 && head[1]! >= 0x31 && head[1]! <= 0x37 && isSpace(head[2])) return refusedFormat('pnm');
  return undefined;
}

function isRawMagic(is: (hex: string, at?: number) => boolean, ascii: (text: string, at?: number) => boolean): boolean {
  return (
    (is('49 49 2a 00') && ascii('CR', 8)) || // Canon CR2
    ascii('FUJIFILMCCD-RAW') ||
    ascii('IIRO') || // Olympus ORF
    ascii('IIRS') ||
    ascii('MMOR') ||
    is('49 49 55 00') || // Panasonic RW2
    ascii('HEAPCCDR', 6) || // Canon CRW
    ascii('FOVb') || // Sigma X3F
    is('00 4d 52 4d') // Minolta MRW
  );
}

/** ISO media files (ISO/IEC 14496-12): the major brand, else the compatible brands, say what is inside. */
function isoBrand(head: Uint8Array): Sniffed {
  const boxEnd = Math.min(head.length, 256, ((head[0]! << 24) | (head[1]! << 16) | (head[2]! << 8) | head[3]!) >>> 0);
  const brands: string[] = [];
  for (let at = 8; at + 4 <= boxEnd; at += 4) {
    // Bytes 12 to 15 are the minor version, not a brand.
    if (at !== 12) brands.push(String.fromCharCode(...head.subarray(at, at + 4)));
  }
  if (brands.some((b) => b === 'avif' || b === 'avis')) return picture('avif');
  if (brands[0] === 'crx ') return refusedFormat('raw');
  if (brands.some((b) => /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(b))) return picture('heic');
  return refusedFormat('video');
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

function looksLikeText(head: Uint8Array): boolean {
  if (head[0] === 0xff && head[1] === 0xfe) return true;
  return head.every((byte) => byte >= 0x20 || isSpace(byte));
}

function textKind(head: Uint8Array): RefusedFormat {
  const text = new TextDecoder().decode(head);
  if (/<svg[\s>]|<!DOCTYPE svg/i.test(text)) return 'svg';
  // A one-byte file and random high bytes are not text worth naming.
  return /[A-Za-z]{3}/.test(text) && !text.includes('\ufffd') ? 'text' : 'unknown';
}
