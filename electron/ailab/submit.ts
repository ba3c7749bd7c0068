import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { writeDurably } from '../base/durable-file.ts';
import type { Reason } from '../base/reason.ts';
import { systemCode } from '../base/reason.ts';
import { parseBody, readInlinePicture } from './answers.ts';
import type { Body } from './answers.ts';
import { classify, saysError } from './classify.ts';
import { splitAnswer } from './inline-picture.ts';
import { messages } from './messages.ts';
import { endpoint, keyHeaders } from './room.ts';
import type { Room } from './room.ts';
import { taskIdOf } from './task-id.ts';
import { networkTrouble, WireError } from './trouble.ts';
import type { Trouble } from './trouble.ts';
import type { SubmitAnswer, SubmitRequest, SupportIds } from './types.ts';
import { createUpload } from './upload.ts';
import type { Upload } from './upload.ts';
import { headerOf } from './wire.ts';
import type { WireAnswer } from './wire.ts';

/** What was seen of an answer. When it did not arrive whole `trouble` says why, and `body` is the text that came. */
interface Seen {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: Body;
  /** Pictures in the body, by the texts in their place. */
  readonly pictures: ReadonlyMap<string, Buffer>;
  readonly trouble: Trouble | undefined;
}

/**
 * Sends one photo. The rule of money: until the body's last piece was handed to the network no task can exist
 * (`not-sent`); after that only the service's own word says otherwise, everything else is `unclear`. An answer that arrives
 * before the body has left is read as the service's answer.
 */
export async function submit(room: Room, request: SubmitRequest): Promise<SubmitAnswer> {
  const { submission, settings } = request;
  const key = keyHeaders(room.key);
  if ('failure' in key) return { kind: 'refused', failure: key.failure };
  if (!(settings.level >= 0 && settings.level <= 1)) {
    const reason = { code: 'bad-level', message: 'The beauty level must lie between 0 and 1.' };
    return { kind: 'refused', failure: { kind: 'photo', reason } };
  }
  let file: FileHandle;
  try {
    file = await open(submission.path, 'r');
  } catch (error) {
    return notSent(unreadable(error));
  }
  try {
    const size = await sizeOf(file);
    if (typeof size !== 'number') return notSent(size);
    if (size !== submission.bytes || size === 0) return notSent(changed);
    return await send(room, request, key.headers, createUpload(file, size, request, room.line.holdMs(size)));
  } finally {
    // It was only read: closing can lose nothing, and must not replace what is known about the money.
    await file.close().catch(() => {});
  }
}

async function sizeOf(file: FileHandle): Promise<number | Reason> {
  try {
    return (await file.stat()).size;
  } catch (error) {
    return unreadable(error);
  }
}

async function send(
  room: Room,
  request: SubmitRequest,
  headers: Readonly<Record<string, string>>,
  upload: Upload,
): Promise<SubmitAnswer> {
  const ended = room.line.begin(upload.bytes, performance.now());
  const extraMs = room.line.extraMs();
  let ending: Parameters<typeof ended>[0] = 'other';
  try {
    const seen = await room.wire.exchange(
      {
        url: endpoint(room.base, '/api/portrait/effects/smart-beauty'),
        method: 'POST',
        headers: { ...headers, 'content-type': upload.contentType, 'content-length': String(upload.bytes) },
        body: upload.body,
        signal: request.signal,
        totalMs: room.totalMs.submit + extraMs,
        headersMs: room.headersMs + extraMs,
        limit: room.maxJsonBytes + Math.ceil(room.maxResultBytes * BASE64_GROWTH),
      },
      (answer) => look(room, answer),
    );
    ending = seen.trouble === undefined ? 'answered' : 'other';
    return await judge(seen, request, upload.seal());
  } catch (error) {
    const complete = upload.seal();
    const cause = upload.unreadable();
    if (cause !== undefined) return notSent(unreadable(cause.cause));
    // A fault of our own counts like a lost answer: it must not hide whether a task may exist.
    const trouble = error instanceof WireError ? error.trouble : networkTrouble(error);
    if (trouble.offline) ending = 'lost';
    return withoutAnswer(complete, trouble, trouble.offline);
  } finally {
    ended(ending, upload.handedOverAt(), performance.now());
  }
}

/** An answer may carry the picture itself: base64 makes four bytes of three, and line breaks and escapes add a little. */
const BASE64_GROWTH = 1.4;

async function look(room: Room, answer: WireAnswer): Promise<Seen> {
  const { status, headers } = answer;
  const retryAfter = headerOf(headers, 'retry-after');
  const came: Uint8Array[] = [];
  try {
    const limits = { textBytes: room.maxJsonBytes, pictureBytes: room.maxResultBytes };
    const { text, pictures } = await splitAnswer(noted(answer.body, came), limits);
    const body = parseBody(text, headerOf(headers, 'content-type'));
    return { status, retryAfter, body, pictures, trouble: undefined };
  } catch (error) {
    // A server that refuses early often cuts the line before its words are through. Its status counts all the same, and so
    // does a task that it named. What the end cut in two does not.
    if (!(error instanceof WireError)) throw error;
    const text = Buffer.concat(came)
      .toString('utf8')
      .replace(/[\w.-]+$/, '');
    return { status, retryAfter, body: { kind: 'other', text }, pictures: new Map(), trouble: error.trouble };
  }
}

/** As much of a broken answer is kept as words of an API can be. */
const KEPT_BYTES = 65_536;

async function* noted(body: AsyncIterable<Uint8Array>, came: Uint8Array[]): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of body) {
    if (bytes < KEPT_BYTES) came.push(piece.subarray(0, KEPT_BYTES - bytes));
    bytes += piece.byteLength;
    yield piece;
  }
}

async function judge(seen: Seen, request: SubmitRequest, complete: boolean): Promise<SubmitAnswer> {
  const { status, retryAfter, body, pictures, trouble } = seen;
  const taskId = taskIdOf(body);
  if (status >= 200 && status < 300 && body?.kind === 'json') {
    const picture = readInlinePicture(body.value, pictures);
    if (picture !== undefined) return keep(picture, `${request.submission.path}.answer`);
    if (taskId !== undefined && !saysError(body.value)) return { kind: 'accepted', taskId };
  }
  const { verdict, failure, offline } = classify({ call: 'submit', status, retryAfter, body, now: Date.now() });
  if (taskId !== undefined) {
    // A task that has a number exists, whatever else the answer says, and whether or not the upload seemed to be through.
    const reason = { code: failure.reason.code, message: `${messages.taskInError} ${messages.mayExist}` };
    return { kind: 'unclear', offline, reason, taskId, ...(failure.support && { support: failure.support }) };
  }
  if (verdict === 'refused') return { kind: 'refused', failure };
  if (trouble !== undefined) return withoutAnswer(complete, trouble, trouble.offline);
  return withoutAnswer(complete, failure.reason, offline, failure.support);
}

/** The picture that came with the answer. If it can't be stored it was still made, and perhaps charged. */
async function keep(picture: Buffer, path: string): Promise<SubmitAnswer> {
  try {
    await writeDurably(path, picture);
    return { kind: 'picture', path };
  } catch (error) {
    const message = 'The retouched picture came back at once, but could not be stored on this computer.';
    return { kind: 'unclear', offline: false, reason: { code: systemCode(error) ?? 'not-stored', message } };
  }
}

function withoutAnswer(complete: boolean, reason: Reason, offline: boolean, support?: SupportIds): SubmitAnswer {
  const { code, message } = reason;
  if (!complete) return { kind: 'not-sent', offline, reason: { code, message } };
  const full = { code, message: `${message} ${messages.mayExist}` };
  return { kind: 'unclear', offline, reason: full, ...(support === undefined ? {} : { support }) };
}

const notSent = (reason: Reason): SubmitAnswer => ({ kind: 'not-sent', offline: false, reason });

const changed: Reason = {
  code: 'submission-changed',
  message: 'The copy prepared for sending is not what it was. It has to be prepared again.',
};

function unreadable(error: unknown): Reason {
  return {
    code: systemCode(error) ?? 'submission-unreadable',
    message: 'The copy prepared for sending could not be read. It has to be prepared again.',
  };
}
