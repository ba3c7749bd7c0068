import type { Socket } from 'node:net';
import { proxyTrouble, WireError } from './trouble.ts';

const MAX_HEAD_BYTES = 16 * 1024;

/**
 * Asks an HTTP proxy for a way through to `target` (`CONNECT`; RFC 9110, 9.3.6). Of the request that goes through later the proxy
 * learns host and port alone: no header of ours, and no key. Rejects with a {@link WireError} when there is no way.
 * @param proxy its address, with name and password where it wants them
 * @param waitMs until it has answered
 */
export function openTunnel(socket: Socket, proxy: URL, target: URL, waitMs: number): Promise<void> {
  const authority = `${target.hostname}:${target.port === '' ? '443' : target.port}`;
  const lines = [
    `CONNECT ${authority} HTTP/1.1`,
    `Host: ${authority}`,
    'User-Agent: Afterglow',
    ...authorization(proxy),
  ];
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const timer = setTimeout(() => give(new WireError(proxyTrouble('silent'))), waitMs);
    const onClose = (): void => give(new WireError(proxyTrouble('closed')));
    const onData = (piece: Buffer): void => {
      received = Buffer.concat([received, piece]);
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) {
        if (received.byteLength > MAX_HEAD_BYTES) give(new WireError(proxyTrouble('no-proxy')));
        return;
      }
      const status = Number(/^HTTP\/1\.[01] (\d{3})\b/.exec(received.toString('latin1', 0, end))?.[1] ?? 0);
      if (status < 200 || status > 299) give(new WireError(proxyTrouble(status)));
      else give(undefined, received.subarray(end + 4));
    };
    const give = (error: WireError | undefined, rest?: Buffer): void => {
      clearTimeout(timer);
      socket.off('data', onData).off('close', onClose).off('end', onClose).off('error', onClose);
      socket.pause();
      if (error === undefined) {
        if (rest !== undefined && rest.byteLength > 0) socket.unshift(rest);
        resolve();
        return;
      }
      // Whatever it says from now on has nobody to listen.
      socket.on('error', () => {}).destroy();
      reject(error);
    };
    socket.on('data', onData).on('close', onClose).on('end', onClose).on('error', onClose);
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  });
}

function authorization({ username, password }: URL): string[] {
  if (username === '' && password === '') return [];
  const pair = `${decoded(username)}:${decoded(password)}`;
  return [`Proxy-Authorization: Basic ${Buffer.from(pair).toString('base64')}`];
}

/** A percent sign that stands for itself is common in passwords. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
