import { MARKER } from './jpeg.ts';
import { BitReader, BitWriter, readHuffman, type Huffman } from './huffman.ts';
import type { Piece, PlainComponent, PlainJpeg, Shown } from './plain-jpeg.ts';

interface Coded extends PlainComponent {
  readonly dc: Huffman;
  readonly ac: Huffman;
  /** Quantisation step of the mean. */
  readonly step: number;
}

/**
 * Takes the bars above and below away from a baseline JPEG without decoding its pixels, to whole blocks: the blocks of the upper bar are
 * read only to learn where the first row of the picture begins in the coded data, which are moved up to there; the lower bar is
 * beyond the new height. Every pixel that stays is as it was.
 *
 * Undefined where this cannot be done (blocks too high for bars so low, restart marks, several scans), and where the upper bar
 * is not dark: then it is part of another crop.
 *
 * @param bar rows above the picture
 * @param rows of the picture
 * @param dark brightest mean of a bar, 0 to 255
 */
export function cutBars(jpeg: PlainJpeg, bar: number, rows: number, dark: number): Shown | undefined {
  const { bytes, pieces, width, height, coding } = jpeg;
  if (coding !== 'baseline' || pieces.some(({ marker }) => marker === MARKER.dri)) return undefined;
  const scans = pieces.filter(({ marker }) => marker === MARKER.sos);
  const [scan] = scans;
  if (scan === undefined || scans.length > 1 || pieces.at(-1) !== scan) return undefined;
  const coded = codedComponents(jpeg, scan);
  if (coded === undefined) return undefined;
  const across = Math.max(...coded.map((each) => each.across));
  const rowHeight = 8 * Math.max(...coded.map((each) => each.down));
  const above = Math.ceil(bar / rowHeight) * rowHeight;
  const kept = bar + rows - above;
  if (rows - kept > MOST_LOST * rows || above + kept > height) return undefined;

  const data = withoutStuffing(bytes, scan);
  if (data === undefined) return undefined;
  const reader = new BitReader(data);
  const units = (above / rowHeight) * Math.ceil(width / (8 * across));
  const passed = passBar(reader, coded, units);
  // The last row of blocks may reach into the picture, which may be as bright as it likes.
  const limit = (dark * bar + 255 * (above - bar)) / above;
  if (passed === undefined || passed.brightness > limit) return undefined;
  const moved = moveUp(reader, data, coded, passed.means);
  if (moved === undefined) return undefined;
  const parts = pieces.map((piece) =>
    piece === scan
      ? bytes.subarray(scan.at, headerEnd(bytes, scan))
      : piece.marker === 0xc0 || piece.marker === 0xc1
        ? withHeight(bytes.subarray(piece.at, piece.end), kept)
        : bytes.subarray(piece.at, piece.end),
  );
  return { parts: [...parts, moved], height: kept };
}

interface Passed {
  /** Of the last block of each component, in its own steps: what follows is counted from there. */
  readonly means: readonly number[];
  /** Mean of the luma, 0 to 255. */
  readonly brightness: number;
}

/** Reads so many units (each a block, or as many of each component as its factors say); undefined if the data do not hold them. */
function passBar(reader: BitReader, coded: readonly Coded[], units: number): Passed | undefined {
  const means = new Array<number>(coded.length).fill(0);
  let sum = 0;
  let blocks = 0;
  for (let unit = 0; unit < units; unit++) {
    for (const [c, { across, down, dc, ac, step }] of coded.entries()) {
      for (let block = across * down; block > 0; block--) {
        const difference = reader.mean(dc);
        if (difference === undefined || !reader.skipDetail(ac)) return undefined;
        means[c] = means[c]! + difference;
        if (c > 0) continue;
        // A mean is eight times as large in the frequency domain, and counted from the middle grey (T.81, A.3.1 and A.3.3).
        sum += (means[c] * step) / 8 + 128;
        blocks++;
      }
    }
  }
  return { means, brightness: sum / blocks };
}

/** All coded data from the reader's place on, as if nothing had come before; undefined if that cannot be written. */
function moveUp(
  reader: BitReader,
  data: Uint8Array,
  coded: readonly Coded[],
  means: readonly number[],
): Uint8Array | undefined {
  // Every byte might have to be stuffed.
  const writer = new BitWriter(data.length * 2 + 64);
  for (const [c, { across, down, dc, ac }] of coded.entries()) {
    for (let block = 0; block < across * down; block++) {
      const from = reader.position;
      const difference = reader.mean(dc);
      const detail = reader.position;
      if (difference === undefined || !reader.skipDetail(ac)) return undefined;
      // The first mean of each component is counted from zero now.
      if (block > 0) writer.copy(data, from, reader.position);
      else {
        if (!writer.mean(dc, means[c]! + difference)) return undefined;
        writer.copy(data, detail, reader.position);
      }
    }
  }
  writer.copy(data, reader.position, data.length * 8);
  return writer.finish();
}

/** Share of the picture's rows that may go with the bars, for the sake of whole blocks. */
const MOST_LOST = 0.04;

/** The components in the scan's order, with their tables; undefined if the scan does not hold all of them, or one has no tables. */
function codedComponents({ bytes, components, pieces }: PlainJpeg, scan: Piece): readonly Coded[] | undefined {
  const tables = new Map<number, Huffman>();
  const steps = new Map<number, number>();
  for (const { marker, at, end } of pieces) {
    if (marker === MARKER.dht) {
      if (!readHuffman(bytes.subarray(at + 4, end), tables)) return undefined;
    } else if (marker === MARKER.dqt) {
      for (let table = at + 4; table < end; table += 65) {
        if (bytes[table]! >> 4 !== 0 || table + 65 > end) return undefined;
        steps.set(bytes[table]! & 15, bytes[table + 1]!);
      }
    }
  }
  if (bytes[scan.at + 4] !== components.length) return undefined;
  const coded: Coded[] = [];
  for (const [i, component] of components.entries()) {
    const entry = scan.at + 5 + i * 2;
    const dc = tables.get(bytes[entry + 1]! >> 4);
    const ac = tables.get(16 + (bytes[entry + 1]! & 15));
    const step = steps.get(component.quantisation);
    if (bytes[entry] !== component.id || dc === undefined || ac === undefined || step === undefined) return undefined;
    // A component on its own is coded block by block, whatever its factors say.
    const factors = components.length === 1 ? { across: 1, down: 1 } : {};
    coded.push({ ...component, ...factors, dc, ac, step });
  }
  return coded;
}

function headerEnd(bytes: Uint8Array, { at }: Piece): number {
  return at + 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
}

/** A scan's data, without the zero that follows every 0xFF; undefined if something else follows one. */
function withoutStuffing(bytes: Uint8Array, scan: Piece): Uint8Array | undefined {
  const data = new Uint8Array(scan.end - scan.at);
  let length = 0;
  for (let at = headerEnd(bytes, scan); at < scan.end; at++) {
    const byte = bytes[at]!;
    data[length++] = byte;
    if (byte === 0xff && bytes[++at] !== 0) return undefined;
  }
  return data.subarray(0, length);
}

function withHeight(frame: Uint8Array, height: number): Uint8Array {
  const changed = Uint8Array.from(frame);
  changed[5] = height >> 8;
  changed[6] = height & 255;
  return changed;
}
