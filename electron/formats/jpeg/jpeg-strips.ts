import { Cursor } from '../cursor.ts';
import { frameOf, readJpegHeader, type JpegFrame, type JpegHeader } from './jpeg.ts';
import { isApplication, MARKER, segmentBytes, type JpegSegment } from './segments.ts';

/*
 * A JPEG of horizontal strips that were encoded on their own. ITU-T T.81 lets a scan begin anew every so many blocks, behind a restart
 * marker; where strips of whole rows of blocks went through the same encoder with the same tables, their scans with such markers in
 * between are the scan of the whole picture: the same coefficients, to the bit.
 */

/** As high as fits the pace at which rows become ready; always whole rows of blocks, with halved chroma too. */
const STRIP_ROWS = 320;
const ROW_STEP = 16;
/** The restart interval has 16 bits. */
const MOST_BLOCKS = 65535;

/** An encoded picture, to be written one part after the other. The first part has all of the header. */
export type Encoded = readonly [Uint8Array, ...Uint8Array[]];

const SOI = Uint8Array.of(0xff, 0xd8);
const EOI = Uint8Array.of(0xff, MARKER.eoi);

/** Rows of one strip (the last may be lower), for a picture of `width` pixels; a multiple of 16. */
export function stripRows(width: number, halvedChroma: boolean): number {
  const [across, high] = halvedChroma ? [16, 16] : [8, 8];
  const most = Math.floor(MOST_BLOCKS / Math.ceil(width / across)) * high;
  return Math.max(ROW_STEP, Math.min(STRIP_ROWS, most - (most % ROW_STEP)));
}

/**
 * One JPEG out of strips from the top, each a baseline JPEG of one scan and of `rows` rows but for the last; to be written one part after
 * the other, the first with the whole header. Throws if the strips are not of one encoder.
 */
export function joinStrips(strips: readonly Uint8Array[], rows: number, height: number): Encoded {
  const [first, ...others] = strips;
  if (first === undefined) throw new RangeError('a picture has at least one strip');
  if (others.length === 0) return [first];
  const { header, frame } = headerOf(first);
  const { across, high } = blocksOf(frame);
  const interval = Math.ceil(frame.width / across) * (rows / high);
  if (interval > MOST_BLOCKS) throw new RangeError('the strips are too high for a picture of this width');
  const segments = [
    ...header.segments.map((segment) => (isFrame(segment) ? withHeight(segment, height) : segment)),
    { marker: MARKER.dri, data: Uint8Array.of(interval >> 8, interval & 255) },
  ];
  const scans = others.map((strip) => {
    const own = headerOf(strip).header;
    if (Buffer.compare(tablesOf(own), tablesOf(header)) !== 0)
      throw new Error('the strips went through different encoders');
    return withoutScanHeader(strip.subarray(own.scanStart, strip.length - 2));
  });
  return [
    Buffer.concat([SOI, ...segments.map(segmentBytes), first.subarray(header.scanStart, first.length - 2)]),
    ...scans.flatMap((scan, i) => [Uint8Array.of(0xff, MARKER.rst0 + (i % 8)), scan]),
    EOI,
  ];
}

function headerOf(file: Uint8Array): { header: JpegHeader; frame: JpegFrame } {
  const header = readJpegHeader(file);
  const frame = header && frameOf(header);
  if (!header || !frame || frame.coding === 'progressive') throw new Error('the encoder did not write a baseline JPEG');
  return { header, frame };
}

/** Size of what the restart interval counts, pixels. A scan of one component has single blocks. */
function blocksOf({ components }: JpegFrame): { across: number; high: number } {
  if (components.length === 1) return { across: 8, high: 8 };
  return { across: 8 * Math.max(...components.map(({ h }) => h)), high: 8 * Math.max(...components.map(({ v }) => v)) };
}

const isFrame = ({ marker }: JpegSegment): boolean => marker === MARKER.sof0 || marker === MARKER.sof1;
const isNoTable = ({ marker }: JpegSegment): boolean =>
  (isApplication(marker) && marker !== MARKER.app14) || marker === MARKER.com || marker === MARKER.dri;

function tablesOf({ segments }: JpegHeader): Buffer {
  return Buffer.concat(
    segments
      .filter((segment) => !isNoTable(segment))
      .map(sameHeight)
      .map(segmentBytes),
  );
}

/** Strips may differ in nothing else of their frames: width, components and their sampling decide what a block is. */
const sameHeight = (segment: JpegSegment): JpegSegment => (isFrame(segment) ? withHeight(segment, 0) : segment);

function withHeight({ marker, data }: JpegSegment, height: number): JpegSegment {
  const changed = Uint8Array.from(data);
  changed[1] = height >> 8;
  changed[2] = height & 255;
  return { marker, data: changed };
}

/** `scan` begins with the SOS marker. */
function withoutScanHeader(scan: Uint8Array): Uint8Array {
  return scan.subarray(2 + new Cursor(scan, 2).u16());
}
