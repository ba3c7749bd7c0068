import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { protocol } from 'electron';
import { assertNever } from '../base/assert.ts';
import { systemCode } from '../base/reason.ts';
import { SCHEME, readAddress } from './address.ts';
import type { Asked, PictureKind } from './address.ts';
import { headersFor } from './headers.ts';

/** A picture to show: its bytes, or the file that holds exactly them. */
export interface Picture {
  readonly body: Uint8Array | { readonly file: string };
  readonly contentType: string;
}

/**
 * Where the window's pictures come from. Undefined: there is none (unknown id, nothing retouched yet, a file that cannot be
 * read). `size` is the longest side that is wanted, in pixels, or `full`. It may throw: the window gets an error and the log the reason.
 */
export type PictureSource = (
  kind: PictureKind,
  id: string,
  request: { readonly size?: number | 'full'; readonly signal: AbortSignal },
) => Promise<Picture | undefined>;

export interface AppContent {
  /** Folder of the built window (`out/renderer`). */
  readonly folder: string;
  readonly pictures: PictureSource;
  readonly log: (message: string, error: unknown) => void;
}

/** Must run before the app is ready: gives `app:` an origin of its own, `fetch` and streaming. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

/** Answers every `app:` address from now on. */
export function serveApp(content: AppContent): void {
  protocol.handle(SCHEME, async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
    const asked = readAddress(request.url);
    try {
      return await answer(asked, content, request.signal);
    } catch (error) {
      content.log(`could not answer for a ${asked.kind}`, error);
      return refusal(500);
    }
  });
}

async function answer(asked: Asked, content: AppContent, signal: AbortSignal): Promise<Response> {
  switch (asked.kind) {
    case 'nothing':
      return refusal(404);
    case 'file':
      return fileAnswer(join(content.folder, asked.path), asked.contentType);
    case 'picture': {
      const { picture, id, size, versioned } = asked;
      const found = await content.pictures(picture, id, { signal, ...(size !== undefined && { size }) });
      return found ? pictureAnswer(found, versioned) : refusal(404);
    }
    default:
      return assertNever(asked);
  }
}

async function fileAnswer(path: string, contentType: string): Promise<Response> {
  try {
    return new Response(new Uint8Array(await readFile(path)), { headers: headersFor(contentType, false) });
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'EISDIR') return refusal(404);
    throw error;
  }
}

async function pictureAnswer({ body, contentType }: Picture, versioned: boolean): Promise<Response> {
  const headers = headersFor(contentType, versioned);
  if (body instanceof Uint8Array) return new Response(new Uint8Array(body), { headers });
  // Opened before the answer begins, so that a missing file is an answer, not a stream that breaks off.
  const handle = await open(body.file).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return refusal(404);
  const stream = createReadStream('', { fd: handle });
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, { headers });
}

function refusal(status: 404 | 405 | 500): Response {
  return new Response(null, { status, headers: headersFor('text/plain; charset=utf-8', false) });
}
