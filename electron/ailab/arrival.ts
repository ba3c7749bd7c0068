import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { PieceQueue } from './piece-queue.ts';
import { tooMuch, WireError } from './trouble.ts';

/**
 * How the end of a body is known (RFC 9112, 6.3). `length`: by its announced length. `chunked`: by its last chunk. `close`:
 * by the end of the connection alone, which a cut looks like as well.
 */
export type Framing = 'length' | 'chunked' | 'close';

export interface Head {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly framing: Framing;
  /** The announced length, bytes; undefined unless `framing` is `length`. */
  readonly announced: number | undefined;
}

/**
 * Takes one answer from undici as fast as the network brings it, without holding it back, and up to `limit` bytes.
 *
 * Holding back is what loses complete answers. When undici's reader is told to wait and the server then closes without
 * having said `connection: close`, undici reports "other side closed" and throws away what it had read (8.12:
 * `onHttpSocketEnd` finishes a waiting body only where the close was announced; a reset discards it in every case). Answers
 * are small, so they wait here, in memory. Complete is what has its announced length, whatever happens to the
 * connection afterwards.
 */
export class Arrival implements Dispatcher.DispatchHandler {
  readonly head: Promise<Head>;
  readonly pieces = new PieceQueue();
  readonly #limit: number;
  #announced: number | undefined;
  #bytes = 0;
  #resolve!: (head: Head) => void;
  #reject!: (error: unknown) => void;

  constructor(limit: number) {
    this.#limit = limit;
    this.head = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever waits for the head gets the error; nobody has to.
    this.head.catch(() => {});
  }

  onRequestStart(): void {
    // undici calls it without asking whether it is there.
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    const framing = framingOf(status, headers);
    this.#announced = framing === 'length' ? lengthOf(status, headers) : undefined;
    this.#resolve({ status, headers, framing, announced: this.#announced });
    if ((this.#announced ?? 0) > this.#limit) this.#tooMuch(controller);
    else if (this.#announced === 0) this.pieces.end();
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    this.#bytes += piece.byteLength;
    if (this.#bytes > this.#limit) {
      this.#tooMuch(controller);
      return;
    }
    this.pieces.push(piece);
    if (this.#bytes === this.#announced) this.pieces.end();
  }

  onResponseEnd(): void {
    this.pieces.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: unknown): void {
    this.fail(error);
  }

  /** Ends what has not ended: head and body. */
  fail(error: unknown): void {
    this.#reject(error);
    this.pieces.fail(error);
  }

  #tooMuch(controller: Dispatcher.DispatchController): void {
    const error = new WireError(tooMuch);
    this.pieces.fail(error);
    controller.abort(error);
  }
}

/** Answers without a body: their headers speak of one that was not sent (RFC 9110, 8.6). */
const hasNoBody = (status: number): boolean => status === 204 || status === 304;

function framingOf(status: number, headers: IncomingHttpHeaders): Framing {
  if (hasNoBody(status)) return 'length';
  if (headers['transfer-encoding'] !== undefined) return 'chunked';
  return headers['content-length'] === undefined ? 'close' : 'length';
}

function lengthOf(status: number, headers: IncomingHttpHeaders): number {
  return hasNoBody(status) ? 0 : Number(headers['content-length']);
}
