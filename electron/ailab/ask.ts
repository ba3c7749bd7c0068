import { parseBody, readCredits, readEnvelope, readPictureUrl, readTaskStatus } from './answers.ts';
import type { Body } from './answers.ts';
import { classify, saysError } from './classify.ts';
import { entryOfCode, messages } from './messages.ts';
import { endpoint, failureOf, keyHeaders, plainHeaders } from './room.ts';
import type { Room } from './room.ts';
import { WireError } from './trouble.ts';
import type { AilabFailure, CreditsAnswer, PollAnswer } from './types.ts';
import { headerOf, readAll } from './wire.ts';

const CREDITS_PATH = '/api/common/query-credits';

/** `task_status`. 3 is known from the vendor's own SDK only. */
const status = { queued: 0, processing: 1, done: 2, failed: 3 } as const;

interface Answered {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly body: Body;
}

type Asked = { readonly answered: Answered } | { readonly failure: AilabFailure; readonly offline: boolean };

async function ask(room: Room, call: 'poll' | 'credits', path: string, signal: AbortSignal): Promise<Asked> {
  const key = keyHeaders(room.key);
  if ('failure' in key) return { failure: key.failure, offline: false };
  try {
    const answered = await room.wire.exchange(
      {
        url: endpoint(room.base, path),
        method: 'GET',
        headers: key.headers,
        signal,
        totalMs: room.totalMs[call],
        limit: room.maxJsonBytes,
      },
      async ({ status, headers, body }) => ({
        status,
        retryAfter: headerOf(headers, 'retry-after'),
        body: parseBody(await readAll(body, room.maxJsonBytes), headerOf(headers, 'content-type')),
      }),
    );
    return { answered };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { failure: failureOf(error.trouble), offline: error.trouble.offline };
  }
}

const isOk = (code: number): boolean => code >= 200 && code < 300;

/** Asks how a task is doing. Only the vendor's own words end a task. */
export async function poll(room: Room, taskId: string, signal: AbortSignal): Promise<PollAnswer> {
  const path = `/api/common/query-async-task-result?task_id=${encodeURIComponent(taskId)}`;
  const asked = await ask(room, 'poll', path, signal);
  if ('failure' in asked) return { kind: 'try-again', ...asked };
  const { answered } = asked;
  const told = isOk(answered.status) && answered.body.kind === 'json' ? pollState(answered.body.value) : undefined;
  if (told !== undefined) return told;
  const { verdict, failure, offline } = classify({ call: 'poll', ...answered, now: Date.now() });
  return verdict === 'ended' ? { kind: 'ended', failure } : { kind: 'try-again', failure, offline };
}

/** Undefined when the body of a 200 tells no state: then it is an error, or nothing that is understood. */
function pollState(value: unknown): PollAnswer | undefined {
  const envelope = readEnvelope(value);
  const state = readTaskStatus(value);
  const url = readPictureUrl(value);
  const support = envelope?.support === undefined ? {} : { support: envelope.support };
  // A picture that is there is taken, whatever else the answer says.
  if (url !== undefined && state !== status.queued && state !== status.processing) return { kind: 'done', url };
  if (state === status.failed) {
    const known = entryOfCode(envelope?.code);
    const reason =
      envelope?.code !== undefined && known?.picture
        ? { code: envelope.code, message: known.message }
        : { code: 'task-failed', message: messages.taskFailed };
    return { kind: 'ended', failure: { kind: 'photo', reason, ...support } };
  }
  if (saysError(value)) return undefined;
  if (state === status.queued) return { kind: 'queued' };
  if (state === status.processing) return { kind: 'processing' };
  if (state === status.done) {
    const reason = { code: 'no-picture-address', message: messages.noPicture };
    return { kind: 'try-again', offline: false, failure: { kind: 'transient', reason, ...support } };
  }
  return undefined;
}

/** Asks for the usable balance. Free of charge. */
export async function credits(room: Room, signal: AbortSignal): Promise<CreditsAnswer> {
  const asked = await ask(room, 'credits', CREDITS_PATH, signal);
  if ('failure' in asked) return { kind: 'failed', ...asked };
  const { answered } = asked;
  const { body } = answered;
  if (isOk(answered.status) && body.kind === 'json') {
    const balance = saysError(body.value) ? undefined : readCredits(body.value);
    if (balance !== undefined) return { kind: 'balance', credits: balance };
  }
  const { failure, offline } = classify({ call: 'credits', ...answered, now: Date.now() });
  return { kind: 'failed', failure, offline };
}

/**
 * Does the service's host answer? The credits question without a key: refused, hence free. Any HTTP answer counts but a
 * network's sign-in page, which would end the wait only to have every call fail again.
 */
export async function reachable(room: Room, signal: AbortSignal): Promise<boolean> {
  try {
    return await room.wire.exchange(
      {
        url: endpoint(room.base, CREDITS_PATH),
        method: 'GET',
        headers: plainHeaders,
        signal,
        totalMs: room.totalMs.reachable,
        limit: room.maxJsonBytes,
      },
      ({ status, headers }) => {
        const page = isOk(status) && /text\/html/i.test(headerOf(headers, 'content-type') ?? '');
        return Promise.resolve(!page && status !== 511);
      },
    );
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return false;
  }
}
