/** Pieces smaller than this are put together, so that a body in single bytes does not cost an object for each. */
const SMALL_BYTES = 4 * 1024;
const BLOCK_BYTES = 64 * 1024;

/** What has arrived and was not read yet. One reader, who gets the pieces in their order and then the end or the error. */
export class PieceQueue implements AsyncIterable<Uint8Array> {
  #waiting: Uint8Array[] = [];
  /** The last of what waits, while small pieces are gathered in it. */
  #block: { readonly bytes: Buffer; used: number } | undefined;
  #over: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  push(piece: Uint8Array): void {
    if (this.#over !== undefined || piece.byteLength === 0) return;
    if (piece.byteLength < SMALL_BYTES) this.#gather(piece);
    else {
      this.#closeBlock();
      this.#waiting.push(piece);
    }
    this.#wake?.();
  }

  /** Nothing more comes. What was pushed is still handed over. */
  end(): void {
    this.#over ??= {};
    this.#wake?.();
  }

  /** The rest does not come. Without effect once the end was told: what is complete stays so. */
  fail(error: unknown): void {
    this.#over ??= { error };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      this.#closeBlock();
      const ready = this.#waiting;
      this.#waiting = [];
      yield* ready;
      if (this.#waiting.length > 0 || this.#block !== undefined) continue;
      if (this.#over !== undefined) {
        if ('error' in this.#over) throw this.#over.error;
        return;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
  }

  #gather(piece: Uint8Array): void {
    if (this.#block !== undefined && this.#block.used + piece.byteLength > BLOCK_BYTES) this.#closeBlock();
    this.#block ??= { bytes: Buffer.allocUnsafe(BLOCK_BYTES), used: 0 };
    this.#block.bytes.set(piece, this.#block.used);
    this.#block.used += piece.byteLength;
  }

  #closeBlock(): void {
    if (this.#block === undefined) return;
    this.#waiting.push(this.#block.bytes.subarray(0, this.#block.used));
    this.#block = undefined;
  }
}
