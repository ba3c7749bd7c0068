import type { IncomingHttpHeaders } from 'node:http';
import { Client } from 'undici';
import { Arrival } from './arrival.ts';
import type { Head } from './arrival.ts';
import type { Dial, Dialled } from './dial.ts';
import { networkTrouble, stopTrouble, tooMuch, WireError } from './trouble.ts';
import type { StopCause } from './trouble.ts';
import type { Timeouts } from './types.ts';

export interface WireRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  /** Pulled once the connection stands, piece by piece as the network takes it, and never a second time. */
  readonly body?: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
  readonly totalMs: number;
  /** How long an answer's headers are waited for once the body has left, milliseconds; as for every request when missing. */
  readonly headersMs?: number;
  /** Largest body that is taken, bytes. It waits in memory until it is read. */
  readonly limit: number;
}

export interface WireAnswer extends Head {
  /** Throws {@link WireError} when the rest does not arrive. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Sends requests and hands over answers. Redirects are not followed, cookies not kept, bodies not decoded. */
export interface Wire {
  /**
   * One request, and `use` on its answer. The connection is gone when this settles, whether or not the body was read.
   * Throws {@link WireError} for everything the network, a time-out or the signal does, and what `use` throws.
   */
  exchange<T>(request: WireRequest, use: (answer: WireAnswer) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A header's one value; the first of several. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** A whole body of at most `limit` bytes. Throws {@link WireError} when there is more, having read no further. */
export async function readAll(body: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.byteLength;
    if (bytes > limit) throw new WireError(tooMuch);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, bytes);
}

/**
 * Every request gets a connection of its own, which closes after it. A kept-alive connection may have died unnoticed;
 * then nobody can tell whether a submit written to it arrived, and polls would report a loss that is none. Besides, undici
 * puts a request back in its line when the socket under it goes away for a reason of undici's own; with one client
 * per request, a body that can be pulled only once, and `allowH2: false` (HTTP/2 replays on GOAWAY), nothing is ever
 * sent twice. TLS sessions are shared, so a new connection is cheap.
 */
export function createWire(timeouts: Pick<Timeouts, 'headersMs' | 'bodyMs'>, dial: Dial): Wire {
  const running = new Set<{ stop(cause: StopCause): void; readonly ended: Promise<unknown> }>();
  let closed = false;

  async function run<T>(
    request: WireRequest,
    use: (answer: WireAnswer) => Promise<T>,
    onStoppable: (stop: (cause: StopCause) => void) => void,
  ): Promise<T> {
    let dialled: Dialled | undefined;
    let stopped: StopCause | undefined;
    const client = new Client(request.url.origin, {
      connect: (options, callback) => {
        dialled = dial(request.url, options, callback);
      },
      allowH2: false,
      // Zero is undici's way to say `connection: close`.
      pipelining: 0,
      headersTimeout: request.headersMs ?? timeouts.headersMs,
      bodyTimeout: timeouts.bodyMs,
      strictContentLength: true,
    });
    const arrival = new Arrival(request.limit);
    const hangUp = async (): Promise<void> => {
      await client.destroy();
      // What undici was not given yet, it does not end: a dial in progress would linger until its time-out.
      dialled?.hangUp();
    };
    const failure = (error: unknown): WireError => {
      if (error instanceof WireError) return error;
      return new WireError(stopped === undefined ? networkTrouble(error) : stopTrouble(stopped));
    };
    const stop = (cause: StopCause): void => {
      stopped ??= cause;
      arrival.fail(new WireError(stopTrouble(cause)));
      void hangUp();
    };
    const onAbort = (): void => stop('cancelled');
    request.signal.addEventListener('abort', onAbort, { once: true });
    const timer = setTimeout(stop, request.totalMs, 'total-time');
    const watched = request.body && watchProgress(request.body, timeouts.headersMs, () => stop('total-time'));
    onStoppable(stop);
    try {
      client.dispatch(
        {
          path: request.url.pathname + request.url.search,
          method: request.method,
          headers: request.headers,
          // undici takes any async iterable, its types name only streams. A stream would be read ahead of the network.
          body: (watched?.body ?? null) as never,
        },
        arrival,
      );
      const head = await arrival.head.catch((error: unknown) => {
        throw failure(error);
      });
      return await use({
        ...head,
        body: (async function* () {
          try {
            yield* arrival.pieces;
          } catch (error) {
            throw failure(error);
          }
        })(),
      });
    } finally {
      clearTimeout(timer);
      watched?.end();
      request.signal.removeEventListener('abort', onAbort);
      await hangUp();
    }
  }

  return {
    async exchange(request, use) {
      if (request.signal.aborted) throw new WireError(stopTrouble('cancelled'));
      if (closed) throw new WireError(stopTrouble('closed'));
      let stop: (cause: StopCause) => void = () => {};
      const ended = run(request, use, (given) => (stop = given));
      const entry = { stop: (cause: StopCause) => stop(cause), ended };
      running.add(entry);
      try {
        return await ended;
      } finally {
        running.delete(entry);
      }
    },
    async close() {
      closed = true;
      const open = [...running];
      for (const call of open) call.stop('closed');
      await Promise.allSettled(open.map((call) => call.ended));
    },
  };
}

/** Calls `onStall` when a body has not been asked for its next piece for so long. Its end, or `end`, ends the watch. */
function watchProgress(
  body: AsyncIterable<Uint8Array>,
  stallMs: number,
  onStall: () => void,
): { readonly body: AsyncIterable<Uint8Array>; end(): void } {
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => clearTimeout(timer);
  return {
    end,
    body: {
      async *[Symbol.asyncIterator]() {
        for await (const piece of body) {
          clearTimeout(timer);
          timer = setTimeout(onStall, stallMs);
          yield piece;
          clearTimeout(timer);
        }
      },
    },
  };
}
