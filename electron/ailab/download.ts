import { pictureAddress } from './address.ts';
import { classify } from './classify.ts';
import { localAnswer, SystemError } from '../base/system-errors.ts';
import { endsAsPicture, TAIL_BYTES } from './picture-end.ts';
import { writePieces } from './picture-file.ts';
import { plainHeaders } from './room.ts';
import type { Room } from './room.ts';
import { stopTrouble, WireError } from './trouble.ts';
import type { Trouble } from './trouble.ts';
import type { DownloadAnswer } from './types.ts';
import { headerOf } from './wire.ts';
import type { WireAnswer } from './wire.ts';

const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

const notAPicture: Trouble = {
  code: 'not-a-picture',
  message: 'Something else than a picture came from the address of the result.',
  offline: false,
};
const incomplete: Trouble = { code: 'truncated', message: 'The picture arrived incomplete.', offline: false };
const badRedirect: Trouble = {
  code: 'unsafe-redirect',
  message: 'The address of the result led to a place from which Afterglow does not fetch pictures.',
  offline: false,
};

type Step = { readonly answer: DownloadAnswer } | { readonly redirect: string | undefined };

/**
 * Fetches a finished picture to `path`. Sends neither key nor cookie. Each address on the way is held to
 * {@link pictureAddress}. The bytes are known to be whole and no text; whether they are a picture, decoding tells.
 */
export async function download(
  room: Room,
  address: string,
  path: string,
  signal: AbortSignal,
): Promise<DownloadAnswer> {
  const first = pictureAddress(address, room.local);
  if (first === undefined)
    return {
      kind: 'gone',
      reason: { code: 'unsafe-address', message: 'The address of the result is not one that Afterglow fetches from.' },
    };
  let url: URL = first;
  const deadline = performance.now() + room.totalMs.download;
  try {
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const left = deadline - performance.now();
      if (left <= 0) return tryAgain(stopTrouble('total-time'));
      const step: Step = await room.wire.exchange(
        {
          url,
          method: 'GET',
          headers: { ...plainHeaders, accept: 'image/*' },
          signal,
          totalMs: left,
          limit: room.maxResultBytes,
        },
        (answer) => take(answer, path),
      );
      if ('answer' in step) return step.answer;
      const next: URL | undefined =
        step.redirect === undefined ? undefined : pictureAddress(step.redirect, room.local, url);
      if (next === undefined) return tryAgain(badRedirect);
      url = next;
    }
    return tryAgain({ ...badRedirect, code: 'too-many-redirects' });
  } catch (error) {
    if (error instanceof SystemError) return localAnswer(error.trouble);
    if (error instanceof WireError) return tryAgain(error.trouble);
    throw error;
  }
}

function tryAgain({ code, message, offline }: Trouble): DownloadAnswer {
  const silent = code === 'no-answer' || code === 'stalled';
  return { kind: 'try-again', offline, reason: { code, message }, ...(silent && { hostFault: true }) };
}

async function take(answer: WireAnswer, path: string): Promise<Step> {
  const { status, headers } = answer;
  if (REDIRECTS.has(status)) return { redirect: headerOf(headers, 'location') };
  if (status !== 200) {
    const { verdict, failure } = classify({
      call: 'download',
      status,
      retryAfter: headerOf(headers, 'retry-after'),
      body: undefined,
      now: Date.now(),
    });
    const { reason, retryAfterMs } = failure;
    if (verdict === 'gone') return { answer: { kind: 'gone', reason: { ...reason, message: expired } } };
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    const hostFault = status >= 500 || status === 429 ? { hostFault: true } : {};
    return { answer: { kind: 'try-again', offline: status === 511, reason, ...hostFault, ...wait } };
  }
  // No encoding was offered. Encoded bytes are not the picture, whoever added the encoding.
  const encoding = headerOf(headers, 'content-encoding');
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity') throw new WireError(notAPicture);
  const bytes = await writePieces(path, checked(answer));
  const contentType = headerOf(headers, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  return { answer: { kind: 'saved', bytes, contentType: contentType === '' ? undefined : contentType } };
}

const expired = 'The address of the result is no longer valid.';

/** Passes the bytes through, and throws {@link WireError} where they can't be a whole picture. */
async function* checked({ body, framing }: WireAnswer): AsyncGenerator<Uint8Array> {
  let start = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  try {
    for await (const piece of body) {
      // Without a length the end of the connection is the end of the picture, and so is a cut.
      if (framing === 'close') tail = Buffer.concat([tail, piece.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
      if (start.byteLength >= SNIFFED_BYTES) {
        yield piece;
        continue;
      }
      start = Buffer.concat([start, piece]);
      if (start.byteLength < SNIFFED_BYTES) continue;
      if (isText(start)) throw new WireError(notAPicture);
      yield start;
    }
  } catch (error) {
    // Whether the connection or the host broke off, the next attempt tells at once.
    if (error instanceof WireError && BREAKS.has(error.trouble.code)) throw new WireError(incomplete);
    throw error;
  }
  if (start.byteLength === 0) throw new WireError(incomplete);
  if (start.byteLength < SNIFFED_BYTES) throw new WireError(notAPicture);
  if (framing === 'close' && !endsAsPicture(start, tail)) throw new WireError(incomplete);
}

/** How a body breaks off: the connection goes, or a chunk's frame is cut. */
const BREAKS: ReadonlySet<string> = new Set(['connection-lost', 'not-http']);

const SNIFFED_BYTES = 16;

/** HTML, XML or JSON: the first bytes other than a byte order mark and blanks. No picture format begins so. */
function isText(start: Buffer): boolean {
  const text = start.toString('latin1').replace(/^(?:\xef\xbb\xbf)?\s*/, '');
  return text === '' || '<{["'.includes(text.charAt(0));
}
