import { sharp } from '../sharp.ts';
import { encodePixels } from './encode.ts';
import type { EncodeSettings } from './encode.ts';
import { joinStrips, stripRows } from '../../formats/jpeg/jpeg-strips.ts';
import type { Encoded } from '../../formats/jpeg/jpeg-strips.ts';
import { madeSmaller, showsSame } from './same-picture.ts';
import type { Pixels } from '../transfer/types.ts';

/** Strips that are worked on at the same time: one more than keep two processors busy, since each waits for its turn now and then. */
const LANES = 3;
/** A little more than 8, the JPEG decoder's largest step, so that libvips takes it: every coefficient is read, and little is computed. */
const SHRINK = 9;
/** Of fewer pixels, the decoder makes so few that what it pads and rounds away would be much of them. */
const LOW = 4 * SHRINK;

export interface EncodedStrips {
  readonly encoded: Encoded;
  /** Rows of a strip, and how many strips there are. */
  readonly rows: number;
  readonly count: number;
  /** What they decode to, at about a ninth of the size; sRGB or whatever stands in for it. */
  readonly shown: Pixels;
}

/**
 * Encodes a picture as JPEG while parts of it are still being worked on: every strip as soon as all of its rows are final. Rows that were
 * called final must stay as they are until {@link StripEncoder.end} or {@link StripEncoder.stop} has settled. Each strip is decoded
 * again at once, strictly, and compared with what it was made of.
 */
export class StripEncoder {
  readonly #pixels: Pixels;
  readonly #settings: EncodeSettings;
  readonly #rows: number;
  readonly #count: number;
  /** By strip: rows that are not final yet. */
  readonly #open: number[];
  readonly #waiting: number[] = [];
  readonly #strips: Buffer[] = [];
  /** What they decode to, `#wide` pixels of three channels in a row. */
  readonly #shown: Uint8Array[] = [];
  readonly #wide: number;
  readonly #lanes: Promise<void>[] = [];
  #busy = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(pixels: Pixels, settings: EncodeSettings) {
    this.#pixels = pixels;
    this.#settings = settings;
    this.#rows = stripRows(pixels.width, settings.chroma === '4:2:0' && pixels.channels >= 3);
    this.#count = Math.ceil(pixels.height / this.#rows);
    this.#open = Array.from({ length: this.#count }, (_, i) => Math.min(this.#rows, pixels.height - i * this.#rows));
    this.#wide = shrunk(pixels.width);
  }

  /** Rows `from` to `to` (end exclusive) are final. Every row is called so once. */
  final(from: number, to: number): void {
    for (let y = from; y < to;) {
      const strip = Math.floor(y / this.#rows);
      const end = Math.min(to, (strip + 1) * this.#rows);
      this.#open[strip]! -= end - y;
      if (this.#open[strip] === 0) this.#waiting.push(strip);
      y = end;
    }
    while (!this.#failure && this.#busy < LANES && this.#waiting.length > 0) this.#lanes.push(this.#work());
  }

  /** The whole JPEG. Throws what encoding or decoding threw. */
  async end(): Promise<EncodedStrips> {
    // Every lane goes on until nothing waits, so that none begins any more.
    await Promise.all(this.#lanes);
    if (this.#failure) throw this.#failure.error;
    if (this.#open.some((rows) => rows > 0)) throw new Error('some rows were never called final');
    const data = Buffer.concat(this.#shown);
    return {
      encoded: joinStrips(this.#strips, this.#rows, this.#pixels.height),
      rows: this.#rows,
      count: this.#count,
      shown: { data, width: this.#wide, height: data.length / 3 / this.#wide, channels: 3 },
    };
  }

  /** Gives up; resolves when the pixels are nobody's any more. */
  async stop(): Promise<void> {
    this.#waiting.length = 0;
    await Promise.all(this.#lanes);
  }

  async #work(): Promise<void> {
    this.#busy++;
    for (let strip = this.#waiting.shift(); strip !== undefined; strip = this.#waiting.shift()) {
      try {
        const part = this.#rowsOf(strip);
        const jpeg = await encodePixels(part, this.#settings);
        this.#shown[strip] = await this.#checked(jpeg, part);
        this.#strips[strip] = jpeg;
      } catch (error) {
        this.#failure ??= { error };
        this.#waiting.length = 0;
      }
    }
    this.#busy--;
  }

  #rowsOf(strip: number): Pixels {
    const { data, width, height, channels } = this.#pixels;
    const line = width * channels;
    const from = strip * this.#rows;
    const to = Math.min(height, from + this.#rows);
    return { data: data.subarray(from * line, to * line), width, height: to - from, channels };
  }

  /** What a strip decodes to, made smaller. Throws if it is damaged or another picture than the one it was made of. */
  async #checked(jpeg: Buffer, part: Pixels): Promise<Uint8Array> {
    const { width, height } = part;
    const small = { width: this.#wide, height: shrunk(height) };
    const decoded = sharp(jpeg, { failOn: 'warning', limitInputPixels: false })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' });
    const { background } = this.#settings;
    const isSame = (data: Uint8Array): boolean => showsSame({ ...small, data, channels: 3 }, part, background);
    if (Math.min(width, height) >= LOW) {
      const quick = await decoded.clone().resize(small.width, small.height, { fit: 'fill' }).toBuffer();
      if (isSame(quick)) return quick;
    }
    // Hard stripes come out of that as something else; means of all pixels are slow, and right.
    const exact = madeSmaller({ data: await decoded.toBuffer(), width, height, channels: 3 }, small);
    if (!isSame(exact)) throw new Error('a strip decodes to another picture');
    return exact;
  }
}

/** Rounded down, so that it is no less than that step. */
function shrunk(side: number): number {
  return Math.max(1, Math.floor(side / SHRINK));
}
