import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface Relay {
  readonly url: string;
  /** Hangs up on both sides of every connection, with everything that was not passed on yet. */
  cut(): void;
  close(): Promise<void>;
}

const TICK_MS = 20;

/**
 * A line with a deep buffer, as antivirus programs, company proxies and satellite modems have: takes everything at once, and
 * passes `bytesPerSecond` of it on, all connections together.
 */
export async function slowRelay(port: number, bytesPerSecond: number, cutEveryMs?: number): Promise<Relay> {
  const open = new Set<Socket>();
  const queues: { to: Socket; pieces: Buffer[] }[] = [];
  const cut = (): void => {
    queues.length = 0;
    for (const socket of open) socket.resetAndDestroy();
  };
  const server = createServer((socket) => {
    const service = connect(port, '127.0.0.1');
    const queue = { to: service, pieces: [] as Buffer[] };
    queues.push(queue);
    for (const [one, other] of [
      [socket, service],
      [service, socket],
    ] as const) {
      open.add(one);
      one.on('close', () => open.delete(one) && other.destroy()).on('error', () => other.destroy());
    }
    socket.on('data', (piece: Buffer) => queue.pieces.push(piece));
    service.pipe(socket);
  });
  const drip = setInterval(() => {
    let left = (bytesPerSecond * TICK_MS) / 1000;
    for (const { to, pieces } of queues)
      for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
        if (left <= 0) {
          pieces.unshift(piece);
          break;
        }
        to.write(piece.subarray(0, left));
        if (piece.byteLength > left) pieces.unshift(piece.subarray(left));
        left -= piece.byteLength;
      }
  }, TICK_MS);
  const cutter = cutEveryMs === undefined ? undefined : setInterval(cut, cutEveryMs);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    async close() {
      clearInterval(drip);
      clearInterval(cutter);
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
