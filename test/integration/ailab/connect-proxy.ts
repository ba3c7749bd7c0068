import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface ConnectProxy {
  readonly url: string;
  /** The header blocks of the CONNECT requests so far. */
  readonly asked: readonly string[];
  /** Everything that came after a CONNECT was granted, as it passed. */
  passed(): Buffer;
  close(): Promise<void>;
}

/**
 * A small HTTP proxy on loopback that knows CONNECT alone. Whatever host is asked for, it leads to `port` on this computer.
 * @param answer what it says to a CONNECT: a status line's rest
 */
export async function connectProxy(
  port: number,
  answer: (head: string) => string = () => '200 OK',
): Promise<ConnectProxy> {
  const asked: string[] = [];
  const passed: Buffer[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
    let received = Buffer.alloc(0);
    const onData = (piece: Buffer): void => {
      received = Buffer.concat([received, piece]);
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', onData);
      const head = received.toString('latin1', 0, end);
      asked.push(head);
      const status = answer(head);
      if (!status.startsWith('200')) {
        socket.end(`HTTP/1.1 ${status}\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>`);
        return;
      }
      const through = connect(port, '127.0.0.1');
      open.add(through);
      through.on('close', () => socket.destroy()).on('error', () => socket.destroy());
      socket.on('close', () => through.destroy());
      socket.write(`HTTP/1.1 ${status}\r\nVia: test\r\n\r\n`);
      socket.on('data', (bytes: Buffer) => {
        passed.push(bytes);
        through.write(bytes);
      });
      through.pipe(socket);
    };
    socket.on('data', onData);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    passed: () => Buffer.concat(passed),
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
