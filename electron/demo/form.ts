import type { IncomingMessage } from 'node:http';
import { Busboy } from '@fastify/busboy';
import type { ErrorCode } from './error-codes.ts';
import { MAX_BYTES } from './picture-check.ts';
import type { SentPicture } from './picture-check.ts';

export type SubmittedForm =
  | { readonly kind: 'form'; readonly fields: ReadonlyMap<string, string>; readonly picture: SentPicture | undefined }
  | { readonly kind: 'refused'; readonly code: ErrorCode };

/**
 * Reads the multipart form of a submit to its end, whatever is wrong with it: a client that is still sending would not see an early answer.
 * Rejects when the client goes away before the end.
 */
export async function readForm(request: IncomingMessage): Promise<SubmittedForm> {
  const contentType = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*;.*boundary=/i.test(contentType)) {
    await drain(request);
    return { kind: 'refused', code: 'ERROR_PARAMETERS' };
  }
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    const pictures: SentPicture[] = [];
    let refused: ErrorCode | undefined;
    const parser = new Busboy({
      headers: { ...request.headers, 'content-type': contentType },
      limits: { fileSize: MAX_BYTES + 1, files: 4, fields: 64, fieldSize: 65_536 },
    });
    parser.on('field', (name, value) => fields.set(name, value));
    parser.on('file', (field, stream, fileName, _encoding, type) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('limit', () => (refused = 'FILE_SIZE_EXCEEDS_LIMIT'));
      stream.on('error', () => (refused ??= 'ERROR_PARAMETERS'));
      stream.on('end', () => {
        if (field === 'image_target') pictures.push({ bytes: Buffer.concat(chunks), fileName, contentType: type });
      });
    });
    parser.on('error', () => {
      // What follows can't be understood: take in the rest, then say so.
      request.unpipe(parser);
      void drain(request).then(() => resolve({ kind: 'refused', code: 'ERROR_PARAMETERS' }), reject);
    });
    parser.on('finish', () => {
      if (pictures.length > 1) refused ??= 'ERROR_PARAMETERS';
      resolve(refused ? { kind: 'refused', code: refused } : { kind: 'form', fields, picture: pictures[0] });
    });
    request.on('error', reject);
    request.on('close', () => {
      if (!request.complete) reject(new Error('the client went away while it was sending'));
    });
    request.pipe(parser);
  });
}

/** Reads a request's body to its end and forgets it. Rejects when the client goes away before the end. */
export function drain(request: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    if (request.readableEnded) return resolve();
    request.on('end', resolve);
    request.on('error', reject);
    request.on('close', () => (request.complete ? resolve() : reject(new Error('the client went away'))));
    request.resume();
  });
}
