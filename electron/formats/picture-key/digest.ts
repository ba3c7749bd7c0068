import { createHash, type Hash } from 'node:crypto';

/**
 * What a picture key is made of, put in one after the other. Every piece goes in with its name and its length, so that no two
 * different sequences of pieces give the same bytes.
 */
export class PictureDigest {
  readonly #hash: Hash = createHash('sha256');
  #streamed = 0;

  /** A piece that is at hand. */
  fact(name: string, value: Uint8Array | string | number): void {
    const bytes = value instanceof Uint8Array ? value : Buffer.from(String(value));
    this.#hash.update(`${name}:${bytes.length}\n`);
    this.#hash.update(bytes);
  }

  /** The next bytes of the piece that {@link endData} will name. */
  data(bytes: Uint8Array): void {
    this.#streamed += bytes.length;
    this.#hash.update(bytes);
  }

  /** Ends a piece that came in parts. */
  endData(name: string): void {
    this.#hash.update(`\n${name}=${this.#streamed}\n`);
    this.#streamed = 0;
  }

  /** 64 lower-case hexadecimal digits. */
  hex(): string {
    return this.#hash.digest('hex');
  }
}
