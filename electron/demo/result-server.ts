import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Clock } from '../base/clock.ts';
import type { FaultBook, StruckFault } from './fault-plan.ts';
import type { DemoEvent, Violation } from './types.ts';
import { SERVER_NAME, reset, sendHalf, sendPage, sendText, stream } from './wire.ts';

export interface StoredResult {
  readonly bytes: Buffer;
  readonly contentType: string;
}

export interface ResultParts {
  readonly clock: Clock;
  readonly faults: FaultBook;
  /** How long an address lives, milliseconds. */
  readonly addressMs: number;
  /** `undefined` when the result was deleted. */
  readonly read: (taskId: string) => Promise<StoredResult | undefined>;
  readonly violate: (rule: Violation['rule'], detail: string) => void;
  readonly tell: (event: DemoEvent) => void;
}

export interface ResultServer {
  readonly server: Server;
  /** Path of a fresh address, good for `addressMs`. */
  issue(taskId: string): string;
}

const ELSEWHERE = 'http://elsewhere.invalid/picture.jpg';
const SLOW_BYTES = 1024;

/** The host that results come from, not yet listening. It needs no key, and refuses whoever sends one. */
export function createResultServer(parts: ResultParts): ResultServer {
  const addresses = new Map<string, { readonly taskId: string; readonly until: number }>();

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    if (request.headers['ailabapi-api-key'] !== undefined) {
      parts.violate('key-at-result-host', `${request.method} ${path.slice(0, 5)}…`);
      return sendText(response, 403, 'text/plain', 'The key must not be sent to this host.\n');
    }
    if (path === '/') return sendText(response, 200, 'text/plain', 'Results of the Afterglow demo service.\n');
    if (request.method !== 'GET') return gone(response, 404);
    const address = addresses.get(path);
    if (address === undefined) return gone(response, 404);
    const struck = parts.faults.take('result');
    parts.tell({ kind: 'fetched', taskId: address.taskId });
    if (parts.clock.now() >= address.until) return gone(response, 403);
    const result = await parts.read(address.taskId);
    if (result === undefined) return gone(response, 404);
    if (struck) return playResultFault(struck, parts.clock, request, response, result);
    sendResult(response, result, result.bytes);
  };

  const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    response.setHeader('Server', SERVER_NAME);
    if (parts.faults.awaits('result-connection')) response.setHeader('Connection', 'close');
    // The client left, or a fault cut it off.
    handle(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    if (parts.faults.take('result-connection')) socket.resetAndDestroy();
  });

  return {
    server,
    issue(taskId) {
      const path = `/r/${randomBytes(24).toString('base64url')}`;
      addresses.set(path, { taskId, until: parts.clock.now() + parts.addressMs });
      return path;
    },
  };
}

/** Plays a fault on one fetch. */
async function playResultFault(
  { fault: { name, act }, param }: StruckFault,
  clock: Clock,
  request: IncomingMessage,
  response: ServerResponse,
  result: StoredResult,
): Promise<void> {
  switch (act.kind) {
    case 'gone':
      return gone(response, act.status);
    case 'page':
      return sendPage(response, act.status, act.page);
    case 'cut':
      await sendHalf(response, 200, result.contentType, result.bytes);
      return reset(request);
    case 'hang':
      if (act.when === 'body') await sendHalf(response, 200, result.contentType, result.bytes);
      return;
    case 'redirect':
      response.writeHead(302, { Location: act.to === 'here' ? `${request.url}?again` : (param ?? ELSEWHERE) }).end();
      return;
    case 'damage':
      return sendDamaged(act.how, param, clock, response, result);
    default:
      throw new Error(`the fault ${name} is none of a fetch`);
  }
}

async function sendDamaged(
  how: 'truncated' | 'shortened' | 'corrupt' | 'endless' | 'slow',
  param: string | undefined,
  clock: Clock,
  response: ServerResponse,
  result: StoredResult,
) {
  const { bytes, contentType } = result;
  switch (how) {
    case 'truncated':
      await sendHalf(response, 200, contentType, bytes);
      response.socket?.end();
      return;
    case 'shortened':
      return sendResult(response, result, bytes.subarray(0, bytes.length >> 1));
    case 'corrupt':
      return sendResult(response, result, corrupted(bytes));
    case 'endless':
      response.writeHead(200, { 'Content-Type': contentType });
      await stream(response, forever(bytes));
      return;
    case 'slow': {
      response.writeHead(200, { 'Content-Type': contentType, 'Content-Length': bytes.length });
      const second = () => new Promise<void>((resolve) => void clock.after(1000, resolve));
      if (await stream(response, slices(bytes, Number(param ?? SLOW_BYTES)), second)) response.end();
      return;
    }
  }
}

function sendResult(response: ServerResponse, { contentType }: StoredResult, bytes: Uint8Array) {
  response.writeHead(200, { 'Content-Type': contentType, 'Content-Length': bytes.length });
  response.end(bytes);
}

/** An object store's answer for what is not there (404) or not there any more (403). */
function gone(response: ServerResponse, status: 403 | 404) {
  const [code, message] =
    status === 404 ? ['NoSuchKey', 'The object does not exist.'] : ['AccessDenied', 'Request has expired.'];
  sendText(
    response,
    status,
    'application/xml',
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  );
}

/** Inverts a run of bytes in the middle of each eighth: the file keeps its length and its first bytes. */
function corrupted(bytes: Buffer): Buffer {
  const out = Buffer.from(bytes);
  for (let part = 0; part < 8; part++) {
    const start = Math.floor(((part + 0.5) * out.length) / 8);
    for (let i = start; i < Math.min(out.length, start + 16); i++) out[i] = ~out[i]! & 0xff;
  }
  return out;
}

function* forever(bytes: Buffer): Generator<Buffer> {
  yield bytes;
  const block = Buffer.alloc(65_536, 0x55);
  for (;;) yield block;
}

function* slices(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
