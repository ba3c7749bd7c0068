import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { Answer } from './envelope.ts';

/** Named on every answer, so that nobody takes the demo for the real service. */
export const SERVER_NAME = 'Afterglow-Demo';

/** Writes a whole answer of the API. */
export function sendAnswer(response: ServerResponse, answer: Answer, contentType = 'application/json; charset=utf-8') {
  const body = Buffer.from(JSON.stringify(answer.body));
  response.writeHead(answer.status, { ...answer.headers, 'Content-Type': contentType, 'Content-Length': body.length });
  response.end(body);
}

export function sendText(response: ServerResponse, status: number, type: string, text: string) {
  const body = Buffer.from(text);
  response.writeHead(status, { 'Content-Type': `${type}; charset=utf-8`, 'Content-Length': body.length });
  response.end(body);
}

/** Announces `body` whole, sends its first half, and resolves when that half is on its way. */
export async function sendHalf(response: ServerResponse, status: number, contentType: string, body: Uint8Array) {
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': body.length });
  await new Promise<void>((resolve) => {
    response.once('close', resolve);
    response.write(body.subarray(0, body.length >> 1), () => resolve());
  });
}

/** Resets the connection (RST), as a crash or a firewall does. */
export function reset({ socket }: IncomingMessage) {
  socket.resetAndDestroy();
}

/**
 * Writes chunks until they end or the client goes away, no faster than it reads. Returns whether the client is still there.
 * `pause`, if given, is waited for before each chunk but the first.
 */
export async function stream(
  response: ServerResponse,
  chunks: Iterable<Uint8Array | string>,
  pause?: () => Promise<void>,
): Promise<boolean> {
  const gone = new Promise<void>((resolve) => response.once('close', () => resolve()));
  let first = true;
  for (const chunk of chunks) {
    if (!first && pause) await Promise.race([pause(), gone]);
    first = false;
    if (response.destroyed) return false;
    if (!response.write(chunk)) await Promise.race([once(response, 'drain').then(() => undefined), gone]);
  }
  return !response.destroyed;
}

const PORTAL_PAGE = `<!doctype html><html><head><title>Welcome</title></head><body>
<h1>Free Wi-Fi</h1><p>Please accept our terms to go online.</p><form><button>Accept</button></form>
</body></html>`;

/** A page from somewhere between the client and the service. */
export function sendPage(response: ServerResponse, status: number, page: 'portal' | 'gateway') {
  const gateway = `<html><head><title>${status}</title></head><body><center><h1>${status}</h1></center></body></html>`;
  sendText(response, status, 'text/html', page === 'portal' ? PORTAL_PAGE : gateway);
}
