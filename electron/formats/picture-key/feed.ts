import { endsScan } from '../jpeg/segments.ts';
import type { PictureDigest } from './digest.ts';

/** What a reader wants done with the bytes that come next. It is answered with bytes; fewer than wanted only at the file's end. */
export type Ask =
  /** Give me these bytes, at most {@link MOST_TAKEN}. */
  | { readonly take: number }
  /** Hash this many, and give me nothing. */
  | { readonly hash: number }
  | { readonly skip: number }
  /** Pass over everything up to a JPEG marker, hashing it or not, and give me the marker's second byte; none at the end. */
  | { readonly marker: 'hash' | 'skip' };

/**
 * Reads one format in order, without ever seeing more than it asks for.
 * @returns whether the bytes were understood; if not, the key is made of all bytes instead
 */
export type PictureReader = Generator<Ask, boolean, Buffer>;

/** Largest piece that is held: the largest profile, or EXIF block. */
export const MOST_TAKEN = 16_777_216;

/** A picture of 200 megapixels has a fraction of these; a file with more is made to keep a program busy. */
const MOST_ASKS = 5_000_000;

const NONE = Buffer.alloc(0);

/** Hands a file's bytes to a reader, in whatever portions they come. Holds nothing but what was asked for with `take`. */
export class Feed {
  readonly #reader: PictureReader;
  readonly #digest: PictureDigest;
  #ask: Ask | undefined;
  /** Bytes still to be taken, hashed or skipped. */
  #left = 0;
  #taken: Buffer[] = [];
  /** The last byte was 0xFF: what it is, the next one says. */
  #afterFf = false;
  #asks = 0;
  #understood: boolean | undefined;

  constructor(reader: (digest: PictureDigest) => PictureReader, digest: PictureDigest) {
    this.#digest = digest;
    this.#reader = reader(digest);
    this.#next(undefined);
  }

  /** The bytes may be overwritten after this returns. */
  push(bytes: Buffer): void {
    for (let at = 0; at < bytes.length && this.#ask !== undefined;) {
      at = 'marker' in this.#ask ? this.#findMarker(bytes, at, this.#ask.marker === 'hash') : this.#pass(bytes, at);
    }
  }

  /** The file ends here. @returns whether its bytes were understood */
  end(): boolean {
    while (this.#ask !== undefined) this.#answer(this.#collected());
    return this.#understood === true;
  }

  /** A reader that wants nothing more has made up its mind. */
  get finished(): boolean {
    return this.#ask === undefined;
  }

  #pass(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#left);
    const part = bytes.subarray(at, end);
    if (this.#ask !== undefined && 'take' in this.#ask) this.#taken.push(Buffer.from(part));
    else if (this.#ask !== undefined && 'hash' in this.#ask) this.#digest.data(part);
    this.#left -= part.length;
    if (this.#left === 0) this.#answer(this.#collected());
    return end;
  }

  #findMarker(bytes: Buffer, from: number, hash: boolean): number {
    let at = from;
    if (this.#afterFf) {
      const code = bytes[at]!;
      if (endsScan(code)) return this.#found(code, at + 1);
      if (hash) this.#digest.data(FF);
      if (code !== 0xff) this.#afterFf = false;
      else at++;
    }
    if (this.#afterFf) return at;
    for (let ff = bytes.indexOf(0xff, at); ff >= 0; ff = bytes.indexOf(0xff, ff + 1)) {
      const code = bytes[ff + 1];
      if (code !== undefined && !endsScan(code)) continue;
      if (hash) this.#digest.data(bytes.subarray(at, ff));
      if (code !== undefined) return this.#found(code, ff + 2);
      this.#afterFf = true;
      return bytes.length;
    }
    if (hash) this.#digest.data(bytes.subarray(at));
    return bytes.length;
  }

  #found(code: number, at: number): number {
    this.#afterFf = false;
    this.#answer(Buffer.from([code]));
    return at;
  }

  #collected(): Buffer {
    const [first, ...others] = this.#taken;
    this.#taken = [];
    return others.length === 0 ? (first ?? NONE) : Buffer.concat([first!, ...others]);
  }

  #answer(bytes: Buffer): void {
    this.#next(bytes);
  }

  #next(answer: Buffer | undefined): void {
    for (;;) {
      const step = answer === undefined ? this.#reader.next() : this.#reader.next(answer);
      this.#asks++;
      const giveUp = this.#asks > MOST_ASKS || (!step.done && !isFair(step.value));
      if (step.done === true || giveUp) {
        this.#understood = step.done === true && step.value;
        this.#ask = undefined;
        return;
      }
      this.#ask = step.value;
      this.#left = lengthOf(step.value);
      if ('marker' in step.value || this.#left > 0) return;
      // Nothing was asked for.
      answer = NONE;
    }
  }
}

const FF = Buffer.from([0xff]);

function lengthOf(ask: Ask): number {
  if ('take' in ask) return ask.take;
  if ('hash' in ask) return ask.hash;
  return 'skip' in ask ? ask.skip : 0;
}

function isFair(ask: Ask): boolean {
  return !('take' in ask) || ask.take <= MOST_TAKEN;
}
