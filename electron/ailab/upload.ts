import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { SubmitRequest } from './types.ts';

const PIECE_BYTES = 64 * 1024;

/** The prepared file could not be read to its end: this computer's fault, not the network's. */
export class UnreadableSubmission extends Error {}

/** One `multipart/form-data` body (RFC 7578), streamed from the file. */
export interface Upload {
  readonly contentType: string;
  /** Exact length of the whole body, bytes. */
  readonly bytes: number;
  /** Can be pulled once. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Why the file could not be read, if that ended the upload. */
  readonly unreadable: () => UnreadableSubmission | undefined;
  /**
   * True when the last piece had been handed to the network, or was about to be. False is a promise: it has not
   * been, and from now on never will be, so the service can't have got a complete request.
   */
  seal(): boolean;
  /** When the last piece was given away, monotonic milliseconds. */
  readonly handedOverAt: () => number | undefined;
}

/** Beauty level as the API takes it: a plain decimal of at most four places. */
export function levelField(level: number): string {
  return String(Number(level.toFixed(4)));
}

/**
 * Builds the body around the open file of `size` bytes. The file part is called `photo` plus the extension, never by the
 * photographer's own file name: the service judges by that name, and names of files tell of clients.
 * @param holdMs so long after its beginning the last piece is given away, not sooner
 */
export function createUpload(
  file: FileHandle,
  size: number,
  { submission, settings, onProgress }: Pick<SubmitRequest, 'submission' | 'settings' | 'onProgress'>,
  holdMs = 0,
): Upload {
  const boundary = `afterglow-${randomBytes(16).toString('hex')}`;
  const fields: [string, string][] = [
    ['task_type', 'async'],
    ['beauty_level', levelField(settings.level)],
  ];
  if (settings.multiFace) fields.push(['multi_face', '1']);
  const head = Buffer.from(
    fields
      .map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
      .join('') +
      `--${boundary}\r\nContent-Disposition: form-data; name="image_target"; ` +
      `filename="photo${submission.extension}"\r\nContent-Type: ${submission.contentType}\r\n\r\n`,
  );
  // The closing line is a piece of its own, so that the request cannot be complete while any of the picture is still here.
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  let stage: 'unused' | 'sending' | 'complete' | 'sealed' = 'unused';
  let unreadable: UnreadableSubmission | undefined;
  let handedOverAt: number | undefined;
  const givenUp = new AbortController();

  async function* pieces(): AsyncGenerator<Uint8Array> {
    if (stage !== 'unused') throw new Error('an upload is sent only once');
    stage = 'sending';
    const begun = performance.now();
    yield head;
    for (let sent = 0; sent < size;) {
      const piece = await readPiece(Math.min(PIECE_BYTES, size - sent));
      yield piece;
      sent += piece.byteLength;
      onProgress?.(sent, size);
    }
    const hold = begun + holdMs - performance.now();
    // Ends early when the upload is given up, which the next line sees.
    if (hold > 0) await setTimeout(hold, undefined, { signal: givenUp.signal }).catch(() => {});
    // Said before the piece is given away: in doubt, it counts as sent. (`seal` may have changed the stage at any `yield`.)
    if ((stage as string) === 'sealed') throw new Error('this upload was given up');
    stage = 'complete';
    handedOverAt = performance.now();
    yield tail;
  }

  async function readPiece(length: number): Promise<Uint8Array> {
    try {
      // A new buffer for each piece: the network keeps it until it is really written.
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length);
      if (bytesRead === 0) throw new Error('the file became shorter');
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      unreadable = new UnreadableSubmission('the prepared file could not be read', { cause: error });
      throw unreadable;
    }
  }

  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    bytes: head.byteLength + size + tail.byteLength,
    body: { [Symbol.asyncIterator]: pieces },
    unreadable: () => unreadable,
    handedOverAt: () => handedOverAt,
    seal() {
      if (stage === 'complete') return true;
      stage = 'sealed';
      givenUp.abort();
      return false;
    },
  };
}
