import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** One connection as the server sees it. */
export interface Peer {
  readonly socket: Socket;
  /** Everything received so far. */
  received(): Buffer;
  /** Resolves once the bytes received satisfy `test`. */
  until(test: (received: Buffer) => boolean): Promise<void>;
  /** The request's header block and everything its Content-Length announces. */
  wholeRequest(): Promise<{ readonly head: string; readonly body: Buffer }>;
  /** The request's header block alone; reading goes on. */
  head(): Promise<string>;
  answer(status: string, headers: Record<string, string>, body?: string | Buffer): void;
  /** JSON with a Content-Length, then the end of the connection. */
  json(status: string, value: unknown, headers?: Record<string, string>): void;
}

export interface RawServer {
  readonly url: string;
  readonly peers: readonly Peer[];
  close(): Promise<void>;
}

/** A server that does exactly what a test says, byte by byte. */
export async function rawServer(serve: (peer: Peer, index: number) => unknown): Promise<RawServer> {
  const peers: Peer[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {
      // The client is allowed to hang up at any moment: that is what many of the tests are about.
    });
    const peer = peerOf(socket);
    const index = peers.push(peer) - 1;
    serve(peer, index);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    peers,
    async close() {
      for (const { socket } of peers) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function peerOf(socket: Socket): Peer {
  const pieces: Buffer[] = [];
  let waiting: (() => void)[] = [];
  socket.on('data', (piece: Buffer) => {
    pieces.push(piece);
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  });
  const received = (): Buffer => Buffer.concat(pieces);
  const until = async (test: (bytes: Buffer) => boolean): Promise<void> => {
    while (!test(received())) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const split = (): { head: string; body: Buffer } | undefined => {
    const bytes = received();
    const end = bytes.indexOf('\r\n\r\n');
    return end < 0 ? undefined : { head: bytes.subarray(0, end).toString('latin1'), body: bytes.subarray(end + 4) };
  };
  const peer: Peer = {
    socket,
    received,
    until,
    async head() {
      await until(() => split() !== undefined);
      return split()?.head ?? '';
    },
    async wholeRequest() {
      await until(() => {
        const parts = split();
        const length = Number(/^content-length: (\d+)$/im.exec(parts?.head ?? '')?.[1] ?? 0);
        return parts !== undefined && parts.body.byteLength >= length;
      });
      return split() ?? { head: '', body: Buffer.alloc(0) };
    },
    answer(status, headers, body = '') {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`);
      if (body.length > 0) socket.write(body);
    },
    json(status, value, headers = {}) {
      const body = Buffer.from(JSON.stringify(value));
      peer.answer(
        status,
        { 'Content-Type': 'application/json', 'Content-Length': String(body.byteLength), ...headers },
        body,
      );
      socket.end();
    },
  };
  return peer;
}
