/** Reads numbers one after the other, big-endian unless said otherwise. Every read beyond the bytes throws a RangeError. */
export class Cursor {
  at: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #little: boolean;

  constructor(bytes: Uint8Array, at = 0, little = false) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#little = little;
    this.at = at;
  }

  u8(): number {
    return this.#view.getUint8(this.#step(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#step(2), this.#little);
  }

  u32(): number {
    return this.#view.getUint32(this.#step(4), this.#little);
  }

  /** Throws a RangeError, too, for a number that no file's offsets and lengths reach. */
  u64(): number {
    const value = Number(this.#view.getBigUint64(this.#step(8), this.#little));
    if (!Number.isSafeInteger(value)) throw new RangeError('a number is too large');
    return value;
  }

  /** A whole number of 0 (which is 0), 1, 2, 4 or 8 bytes. */
  uint(bytes: number): number {
    switch (bytes) {
      case 0:
        return 0;
      case 1:
        return this.u8();
      case 2:
        return this.u16();
      case 4:
        return this.u32();
      case 8:
        return this.u64();
      default:
        throw new RangeError('a number has an unusual width');
    }
  }

  /** The next bytes themselves, not a copy. */
  take(length: number): Uint8Array {
    const at = this.#step(length);
    if (this.at > this.#bytes.length) throw new RangeError('the bytes end too early');
    return this.#bytes.subarray(at, this.at);
  }

  /** One character for each byte. */
  text(length: number): string {
    return String.fromCharCode(...this.take(length));
  }

  #step(bytes: number): number {
    const { at } = this;
    this.at += bytes;
    return at;
  }
}

/** Whether bytes begin with these characters, one byte each. */
export function beginsWith(data: Uint8Array, text: string): boolean {
  if (data.length < text.length) return false;
  for (let i = 0; i < text.length; i++) if (data[i] !== text.charCodeAt(i)) return false;
  return true;
}

/**
 * What reads bytes that may end too early, or undefined if they do.
 *
 * @throws everything but a RangeError
 */
export function ifWhole<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
