import { ReasonError } from '../../base/reason.ts';
import { readRle } from './bmp-rle.ts';

/** What a BMP file's headers say, checked against the file's length. Offsets in bytes from the file's beginning. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bits: 1 | 2 | 4 | 8 | 16 | 24 | 32;
  readonly encoding: 'plain' | 'rle4' | 'rle8';
  /** Red, green and blue bits of a 16- or 32-bit pixel. */
  readonly masks: readonly [number, number, number];
  readonly pixelsAt: number;
  readonly palette: { readonly at: number; readonly entries: number; readonly entryBytes: 3 | 4 } | undefined;
  /** An embedded ICC profile (BITMAPV5HEADER only). */
  readonly profile: { readonly at: number; readonly length: number } | undefined;
}

/** 8-bit RGB, rows from the top, no padding. */
export interface BmpPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
}

/** Code of the reason that a run-length file skips pixels. */
export const BMP_GAPS = 'bmp-gaps';

/** Enough of a file's beginning for {@link readBmpHeader}. */
export const BMP_HEADER_BYTES = 14 + 124;

const FILE_HEADER = 14;
const BI = { rgb: 0, rle8: 1, rle4: 2, bitfields: 3, jpeg: 4, png: 5, alphaBitfields: 6 } as const;
/** LCS code 'MBED': the profile is inside the file. */
const PROFILE_EMBEDDED = 0x4d424544;

const damaged = (what: string): ReasonError => new ReasonError('damaged', `This BMP file is damaged: ${what}.`);
const unsupported = (what: string): ReasonError =>
  new ReasonError(
    'unsupported-kind',
    `This kind of BMP file can't be opened (${what}). Save it as PNG, TIFF or JPEG first.`,
  );

/**
 * Reads and checks a BMP file's headers (Windows 3 to 5, OS/2 1 and 2) before anything is decoded.
 *
 * @param head at least {@link BMP_HEADER_BYTES} bytes from the file's beginning, or all of a shorter file
 * @param fileBytes length of the whole file
 * @throws {ReasonError} `damaged` or `unsupported-kind`
 */
export function readBmpHeader(head: Uint8Array, fileBytes: number): BmpHeader {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < FILE_HEADER + 12) throw damaged('it ends within its header');
  const size = view.getUint32(14, true);
  if (![12, 16, 40, 52, 56, 64, 108, 124].includes(size)) throw damaged('its header has an unknown size');
  if (head.length < FILE_HEADER + size) throw damaged('it ends within its header');
  const core = size === 12;
  const width = core ? view.getUint16(18, true) : view.getInt32(18, true);
  const rawHeight = core ? view.getUint16(20, true) : view.getInt32(22, true);
  const height = Math.abs(rawHeight);
  const planes = view.getUint16(core ? 22 : 26, true);
  const bits = view.getUint16(core ? 24 : 28, true);
  if (width < 1 || height < 1) throw damaged('it gives no usable picture size');
  if (planes !== 1) throw damaged('its header makes no sense');
  if (!isDepth(bits)) throw damaged(`it claims ${bits} bits a pixel`);

  const compression = size < 40 ? BI.rgb : view.getUint32(30, true);
  const os2 = size === 64 || size === 16;
  const encoding = encodingOf(compression, bits, os2);
  const masks = masksOf(view, compression, bits, head.length);
  const pixelsAt = view.getUint32(10, true);
  const masksAfterHeader = size === 40 && masks.stored ? (compression === BI.alphaBitfields ? 16 : 12) : 0;
  const paletteAt = FILE_HEADER + size + masksAfterHeader;
  if (pixelsAt < paletteAt || pixelsAt > fileBytes) throw damaged('its pixels lie outside the file');
  if (encoding === 'plain') {
    // The last row's padding may be missing: no pixel is.
    const stride = rowStride(width, bits);
    if (pixelsAt + stride * (height - 1) + Math.ceil((width * bits) / 8) > fileBytes)
      throw damaged('it ends before its last row');
  }

  const entryBytes = core ? 3 : 4;
  const used = size >= 40 ? view.getUint32(46, true) : 0;
  const room = Math.floor((pixelsAt - paletteAt) / entryBytes);
  const entries = Math.min(used === 0 ? 2 ** bits : used, 2 ** bits, room);
  const palette = bits <= 8 ? ({ at: paletteAt, entries, entryBytes } as const) : undefined;
  if (palette && entries < 1) throw damaged('its palette is missing');

  return {
    width,
    height,
    topDown: rawHeight < 0,
    bits,
    encoding,
    masks: masks.values,
    pixelsAt,
    palette,
    profile: profileOf(view, size, fileBytes),
  };
}

function isDepth(bits: number): bits is BmpHeader['bits'] {
  return [1, 2, 4, 8, 16, 24, 32].includes(bits);
}

function encodingOf(compression: number, bits: number, os2: boolean): BmpHeader['encoding'] {
  if (compression === BI.rle8 && bits === 8) return 'rle8';
  if (compression === BI.rle4 && bits === 4) return 'rle4';
  if (compression === BI.rgb) return 'plain';
  // In OS/2 files 3 means fax coding and 4 means 24-bit run lengths.
  if (os2) throw unsupported('OS/2 compression');
  if (compression === BI.jpeg || compression === BI.png) throw unsupported('a JPEG or PNG inside a BMP');
  if ((compression === BI.bitfields || compression === BI.alphaBitfields) && (bits === 16 || bits === 32))
    return 'plain';
  throw damaged('its compression is unknown');
}

function masksOf(
  view: DataView,
  compression: number,
  bits: number,
  available: number,
): { readonly values: readonly [number, number, number]; readonly stored: boolean } {
  if (compression === BI.bitfields || compression === BI.alphaBitfields) {
    if (available < 66) throw damaged('it ends within its header');
    const values = [view.getUint32(54, true), view.getUint32(58, true), view.getUint32(62, true)] as const;
    const limit = 2 ** bits;
    const sound = values.every((mask) => mask < limit && isContiguous(mask));
    if (!sound || values[0] & values[1] || values[1] & values[2] || values[0] & values[2])
      throw damaged('its colour masks make no sense');
    return { values, stored: true };
  }
  return { values: bits === 16 ? [0x7c00, 0x03e0, 0x001f] : [0xff0000, 0xff00, 0xff], stored: false };
}

function isContiguous(mask: number): boolean {
  if (mask === 0) return true;
  const shifted = mask >>> lowestBit(mask);
  return (shifted & (shifted + 1)) === 0;
}

function lowestBit(mask: number): number {
  return 31 - Math.clz32(mask & -mask);
}

function profileOf(view: DataView, size: number, fileBytes: number): BmpHeader['profile'] {
  if (size !== 124 || view.getUint32(14 + 56, true) !== PROFILE_EMBEDDED) return undefined;
  const at = FILE_HEADER + view.getUint32(14 + 112, true);
  const length = view.getUint32(14 + 116, true);
  return length > 0 && at + length <= fileBytes ? { at, length } : undefined;
}

function rowStride(width: number, bits: number): number {
  return Math.ceil((width * bits) / 32) * 4;
}

/**
 * Decodes a whole BMP file. The fourth byte of 32-bit pixels is dropped: most writers leave it 0 and mean no
 * transparency. A run-length file may skip pixels, which then have the palette's first colour as the format has it; one
 * that is cut off is refused.
 *
 * @param file all bytes of the file that `header` was read from
 * @param gaps what to do about skipped pixels
 * @throws {ReasonError} `damaged` or {@link BMP_GAPS}
 */
export function decodeBmp(file: Uint8Array, header: BmpHeader, gaps: 'refuse' | 'keep'): BmpPixels {
  const { width, height } = header;
  const data = Buffer.allocUnsafe(width * height * 3);
  if (header.palette !== undefined) {
    const runs = header.encoding === 'plain' ? undefined : readRle(file, header);
    if (runs === 'cut-off') throw damaged('part of its pixels are missing');
    if (runs !== undefined && runs.skipped > 0 && gaps === 'refuse')
      throw new ReasonError(BMP_GAPS, 'This BMP file leaves part of its pixels out.');
    paintPalette(file, header, runs?.indices, data);
  } else if (header.bits === 24) paint24(file, header, data);
  else paintMasked(file, header, data);
  return { width, height, data };
}

/** Where row `y`, counted from the top, begins in the file. */
function rowAt(header: BmpHeader, y: number): number {
  const row = header.topDown ? y : header.height - 1 - y;
  return header.pixelsAt + row * rowStride(header.width, header.bits);
}

function paintPalette(file: Uint8Array, header: BmpHeader, indices: Uint8Array | undefined, out: Buffer): void {
  const { width, height, bits } = header;
  const { at, entries, entryBytes } = header.palette!;
  const perByte = 8 / bits;
  const mask = 2 ** bits - 1;
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row = rowAt(header, y);
    for (let x = 0; x < width; x++) {
      const index = indices
        ? indices[y * width + x]!
        : (file[row + Math.floor(x / perByte)]! >> (8 - bits - (x % perByte) * bits)) & mask;
      if (index >= entries) throw damaged('a pixel names a colour that its palette does not have');
      const colour = at + index * entryBytes;
      out[to++] = file[colour + 2]!;
      out[to++] = file[colour + 1]!;
      out[to++] = file[colour]!;
    }
  }
}

function paint24(file: Uint8Array, header: BmpHeader, out: Buffer): void {
  let to = 0;
  for (let y = 0; y < header.height; y++) {
    let from = rowAt(header, y);
    for (let x = 0; x < header.width; x++, from += 3) {
      out[to++] = file[from + 2]!;
      out[to++] = file[from + 1]!;
      out[to++] = file[from]!;
    }
  }
}

function paintMasked(file: Uint8Array, header: BmpHeader, out: Buffer): void {
  const { width, height, bits } = header;
  const channels = header.masks.map((mask) => {
    const shift = mask === 0 ? 0 : lowestBit(mask);
    return { mask, shift, max: mask >>> shift };
  });
  let to = 0;
  for (let y = 0; y < height; y++) {
    let from = rowAt(header, y);
    for (let x = 0; x < width; x++, from += bits / 8) {
      let pixel = file[from]! | (file[from + 1]! << 8);
      if (bits === 32) pixel |= (file[from + 2]! << 16) | (file[from + 3]! << 24);
      for (const { mask, shift, max } of channels)
        out[to++] = max === 0 ? 0 : Math.round((((pixel & mask) >>> shift) * 255) / max);
    }
  }
}
