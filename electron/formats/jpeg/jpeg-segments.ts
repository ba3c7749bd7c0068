/** A marker segment of a JPEG header; `data` is its payload without marker and length. */
export interface JpegSegment {
  readonly marker: number;
  readonly data: Uint8Array;
}

/** The header of a JPEG: everything before the first scan. */
export interface JpegHeader {
  readonly segments: readonly JpegSegment[];
  /** Offset of the first scan's SOS marker. */
  readonly scanStart: number;
}

export interface JpegFrame {
  readonly width: number;
  readonly height: number;
  readonly precision: number;
  readonly progressive: boolean;
  readonly components: readonly { readonly h: number; readonly v: number; readonly table: number }[];
}

export const marker = {
  APP0: 0xe0,
  APP1: 0xe1,
  APP2: 0xe2,
  APP11: 0xeb,
  APP13: 0xed,
  APP14: 0xee,
  APP15: 0xef,
  COM: 0xfe,
  SOF0: 0xc0,
  SOF1: 0xc1,
  RST0: 0xd0,
  DQT: 0xdb,
  DRI: 0xdd,
  SOS: 0xda,
  EOI: 0xd9,
} as const;

const hasNoPayload = (code: number): boolean => code === 0x01 || (code >= 0xd0 && code <= 0xd8);

/** Reads a JPEG's segments up to its first scan. Returns undefined for what does not begin like a JPEG or ends within its header. */
export function readJpegHeader(file: Uint8Array): JpegHeader | undefined {
  if (file[0] !== 0xff || file[1] !== 0xd8) return undefined;
  const segments: JpegSegment[] = [];
  let at = 2;
  while (at + 4 <= file.length) {
    // Up to the next marker: fill bytes, and the stray bytes some cameras leave between segments.
    if (file[at] !== 0xff || file[at + 1] === 0xff || file[at + 1] === 0) {
      at++;
      continue;
    }
    const code = file[at + 1]!;
    if (hasNoPayload(code)) {
      at += 2;
      continue;
    }
    if (code === marker.EOI) return undefined;
    if (code === marker.SOS) return { segments, scanStart: at };
    const length = (file[at + 2]! << 8) | file[at + 3]!;
    if (length < 2 || at + 2 + length > file.length) return undefined;
    segments.push({ marker: code, data: file.subarray(at + 4, at + 2 + length) });
    at += 2 + length;
  }
  return undefined;
}

/** The frame header (SOF); undefined if there is none. */
export function frameOf(header: JpegHeader): JpegFrame | undefined {
  const sof = header.segments.find(({ marker: m }) => m >= 0xc0 && m <= 0xcf && m !== 0xc4 && m !== 0xc8 && m !== 0xcc);
  const count = sof?.data[5];
  if (!sof || count === undefined || sof.data.length < 6 + count * 3) return undefined;
  const d = sof.data;
  return {
    precision: d[0]!,
    height: (d[1]! << 8) | d[2]!,
    width: (d[3]! << 8) | d[4]!,
    progressive: sof.marker === 0xc2,
    components: Array.from({ length: count }, (_, i) => {
      const sampling = d[7 + i * 3]!;
      return { h: sampling >> 4, v: sampling & 15, table: d[8 + i * 3]! };
    }),
  };
}

/** The quantisation tables (zigzag order) by their number. A later definition replaces an earlier one, as in the decoder. */
export function quantisationTables(header: JpegHeader): Map<number, number[]> {
  const tables = new Map<number, number[]>();
  for (const { marker: code, data } of header.segments) {
    if (code !== marker.DQT) continue;
    for (let at = 0; at < data.length;) {
      const wide = data[at]! >> 4 !== 0;
      const size = wide ? 128 : 64;
      if (at + 1 + size > data.length) break;
      const values = Array.from({ length: 64 }, (_, i) =>
        wide ? (data[at + 1 + i * 2]! << 8) | data[at + 2 + i * 2]! : data[at + 1 + i]!,
      );
      tables.set(data[at]! & 15, values);
      at += 1 + size;
    }
  }
  return tables;
}

/** One segment as bytes. Throws a RangeError if the payload does not fit into one (65,533 bytes). */
export function segmentBytes({ marker: code, data }: JpegSegment): Uint8Array {
  if (data.length > MAX_PAYLOAD) throw new RangeError('a JPEG segment holds at most 65,533 bytes');
  const out = new Uint8Array(data.length + 4);
  out.set([0xff, code, (data.length + 2) >> 8, (data.length + 2) & 255]);
  out.set(data, 4);
  return out;
}

/** Longest payload of one segment, bytes. */
export const MAX_PAYLOAD = 65533;

/** Whether a segment's payload begins with these ASCII characters. */
export function beginsWith(data: Uint8Array, text: string): boolean {
  if (data.length < text.length) return false;
  for (let i = 0; i < text.length; i++) if (data[i] !== text.charCodeAt(i)) return false;
  return true;
}
