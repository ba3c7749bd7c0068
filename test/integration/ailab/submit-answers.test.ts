import { once } from 'node:events';
import { access, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { client, KEY, serve, STUCK_BYTES, submission } from './harness.ts';
import type { Peer } from './raw-server.ts';

const refusal = (code: string) => ({ request_id: 'r1', log_id: 'l1', error_code: 1, error_detail: { code } });

/** Stops reading after the header block, so that the body can't all leave. */
async function stuck(peer: Peer): Promise<void> {
  await peer.head();
  peer.socket.pause();
}

describe('a task may exist', () => {
  const afterBody: readonly [string, (peer: Peer) => unknown, Record<string, unknown>][] = [
    ['reset', (peer) => peer.socket.resetAndDestroy(), { offline: true, reason: { code: 'connection-lost' } }],
    ['closed', (peer) => peer.socket.end(), { offline: true, reason: { code: 'connection-lost' } }],
    ['no answer', () => {}, { offline: false, reason: { code: 'no-answer' } }],
    [
      'half a body',
      (peer) => {
        peer.answer('200 OK', { 'Content-Length': '100' }, '{"task_id":"t');
        peer.socket.end();
      },
      {},
    ],
    [
      'a stalled body',
      (peer) => peer.answer('200 OK', { 'Content-Length': '100' }, '{'),
      { reason: { code: 'stalled' } },
    ],
    ['half a header', (peer) => peer.socket.end('HTTP/1.1 200 O'), {}],
    ['no HTTP', (peer) => peer.socket.end('SSH-2.0-x\r\n\r\n'), { reason: { code: 'not-http' } }],
    [
      'malformed JSON',
      (peer) => peer.answer('200 OK', { 'Content-Length': '5' }, '{"tas'),
      { reason: { code: 'unexpected-answer' } },
    ],
    ['200 without a task', (peer) => peer.json('200 OK', { error_code: 0 }), { reason: { code: 'unexpected-answer' } }],
    [
      'a page in a 200',
      (peer) => peer.answer('200 OK', { 'Content-Type': 'text/html', 'Content-Length': '6' }, '<html>'),
      { offline: true, reason: { code: 'sign-in-page' } },
    ],
    [
      '502 page',
      (peer) => peer.answer('502 Bad Gateway', { 'Content-Length': '6' }, '<html>'),
      { reason: { code: 'http-502' } },
    ],
    [
      'redirect',
      (peer) => peer.answer('307 T', { Location: '/again', 'Content-Length': '0' }),
      { reason: { code: 'http-307' } },
    ],
    [
      'UNKNOWN_ERROR',
      (peer) => peer.json('500 E', refusal('UNKNOWN_ERROR')),
      { support: { requestId: 'r1', logId: 'l1' } },
    ],
    [
      'AI_SERVICE_TIMEOUT',
      (peer) => peer.json('504 E', refusal('AI_SERVICE_TIMEOUT')),
      { reason: { code: 'AI_SERVICE_TIMEOUT' } },
    ],
  ];
  it.each(afterBody)('%s after the whole body', async (_name, react, expected) => {
    const server = await serve(async (peer) => {
      await peer.wholeRequest();
      react(peer);
    });
    const { request } = await submission(70_000);
    const service = client(server.url, { timeouts: { headersMs: 400, bodyMs: 400 } });
    const answer = await service.submit(request);
    expect(answer).toMatchObject({ kind: 'unclear', ...expected });
    expect(answer.kind === 'unclear' && answer.reason.message).toContain('may be working on it');
    expect(server.peers).toHaveLength(1);
    expect(inspect([answer, service], { depth: 9, showHidden: true })).not.toContain(KEY);
  });

  it('cancelled, timed out or closed after the whole body', async () => {
    const { request } = await submission(1000);
    const cancel = new AbortController();
    const cancelling = await serve(async (peer) => {
      await peer.wholeRequest();
      cancel.abort();
    });
    expect(await client(cancelling.url).submit({ ...request, signal: cancel.signal })).toMatchObject({
      kind: 'unclear',
      reason: { code: 'cancelled' },
    });

    const silent = await serve(() => {});
    expect(await client(silent.url, { timeouts: { totalMs: { submit: 200 } } }).submit(request)).toMatchObject({
      kind: 'unclear',
      reason: { code: 'no-answer' },
    });

    const closing = await serve(async (peer) => {
      await peer.wholeRequest();
      void service.close();
    });
    const service = client(closing.url);
    expect(await service.submit(request)).toMatchObject({ kind: 'unclear', reason: { code: 'closed' } });
    expect(await service.submit(request)).toMatchObject({ kind: 'not-sent', reason: { code: 'closed' } });
    expect(closing.peers).toHaveLength(1);
  });

  it('an answer without end is given up', async () => {
    const server = await serve(async (peer) => {
      await peer.wholeRequest();
      peer.answer('200 OK', { 'Transfer-Encoding': 'chunked' });
      const more = (): void => {
        while (!peer.socket.destroyed && peer.socket.write(`1000\r\n${'x'.repeat(4096)}\r\n`));
      };
      peer.socket.on('drain', more);
      more();
    });
    const { request } = await submission(1000);
    const service = client(server.url, { maxJsonBytes: 50_000, maxResultBytes: 30_000 });
    expect(await service.submit(request)).toMatchObject({ kind: 'unclear', reason: { code: 'answer-too-large' } });
    const peer = server.peers[0];
    if (peer !== undefined && !peer.socket.closed) await once(peer.socket, 'close');
  });
});

describe('a task that is named in an answer which is no clear yes', () => {
  const detail = { request_id: 'r1', error_code: 1 };
  const bodies: readonly [string, unknown][] = [
    ['at the top', { ...detail, task_id: 'task-77', error_detail: { code: 'ERROR_PARAMETERS' } }],
    ['as a number', { ...detail, task_id: 98765, error_detail: { code: 'EXCEEDING_LIMITS' } }],
    ['under data', { ...detail, data: { task_id: 'task-77' }, error_detail: { code: 'ERROR_NO_FACE_IN_FILE' } }],
    ['in error_detail', { error_detail: { code: 'PROCESSING_FAILURE', task_id: 'task-77' } }],
    ['in words', { error_detail: { code: 'ERROR_TASK_CONFLICT', message: 'see task_id: task-77' } }],
    ['without the envelope', { problem: [{ taskId: 'task-77' }] }],
  ];
  const statuses = ['200 OK', '400 B', '401 U', '404 N', '409 C', '422 U', '429 T', '500 E', '503 S'];
  it.each(bodies)('%s is never a no, whatever the status', async (_where, body) => {
    for (const status of statuses) {
      const server = await serve(async (peer) => {
        await peer.wholeRequest();
        peer.json(status, body);
      });
      const { request } = await submission(1000);
      const answer = await client(server.url).submit(request);
      if (status === '200 OK' && _where === 'without the envelope') expect(answer).toMatchObject({ kind: 'accepted' });
      else
        expect(answer, status).toMatchObject({ kind: 'unclear', taskId: expect.stringMatching(/^(task-77|98765)$/) });
    }
  });

  it('counts even where the upload seemed not to be through, and where the answer broke off', async () => {
    const early = await serve(async (peer) => {
      await stuck(peer);
      peer.json('429 T', { task_id: 'task-77', error_detail: { code: 'EXCEEDING_LIMITS' } });
    });
    const { request } = await submission(STUCK_BYTES);
    expect(await client(early.url).submit(request)).toMatchObject({ kind: 'unclear', taskId: 'task-77' });

    const broken = await serve(async (peer) => {
      await peer.wholeRequest();
      peer.answer('400 B', { 'Content-Length': '500' }, '{"task_id":"task-77","error_det');
      peer.socket.end();
    });
    const { request: whole } = await submission(1000);
    expect(await client(broken.url).submit(whole)).toMatchObject({ kind: 'unclear', taskId: 'task-77' });
  });
});

describe('the service says no', () => {
  it.each([
    ['429 T', 'EXCEEDING_LIMITS', { 'Retry-After': '3' }, { kind: 'rate', retryAfterMs: 3000 }],
    ['429 T', 'EXCEEDING_LIMITS', {}, { kind: 'rate' }],
    ['429 T', 'ERROR_NOT_ENOUGH_CREDITS', {}, { kind: 'credits' }],
    ['401 U', 'ERROR_USER_NOT_EXISTS', {}, { kind: 'key', support: { requestId: 'r1', logId: 'l1' } }],
    ['200 OK', 'ERROR_NO_FACE_IN_FILE', {}, { kind: 'photo', reason: { code: 'ERROR_NO_FACE_IN_FILE' } }],
  ] as const)('%s %s before and after the body', async (status, code, headers, failure) => {
    for (const [bytes, wait] of [
      [STUCK_BYTES, stuck],
      [1000, (peer: Peer) => peer.wholeRequest()],
    ] as const) {
      const server = await serve(async (peer) => {
        await wait(peer);
        peer.json(status, refusal(code), headers);
      });
      const { request } = await submission(bytes);
      const answer = await client(server.url).submit(request);
      expect(answer).toMatchObject({ kind: 'refused', failure });
      if (!('Retry-After' in headers)) expect(answer).not.toHaveProperty('failure.retryAfterMs');
      expect(server.peers).toHaveLength(1);
    }
  });

  it('counts the status of an early no whose body is cut off', async () => {
    const server = await serve(async (peer) => {
      await stuck(peer);
      peer.answer('413 Payload Too Large', { 'Content-Length': '500' }, '<html>');
      peer.socket.end();
    });
    const { request } = await submission(STUCK_BYTES);
    expect(await client(server.url).submit(request)).toMatchObject({
      kind: 'refused',
      failure: { kind: 'photo', reason: { code: 'http-413' } },
    });
  });
});

it('stores a picture that comes back at once beside the submission', async () => {
  const picture = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 9, 9, 9, 9]);
  const server = await serve(async (peer) => {
    await peer.wholeRequest();
    peer.json('200 OK', { data: { image: picture.toString('base64') } });
  });
  const { request } = await submission(1000);
  const path = `${request.submission.path}.answer`;
  expect(await client(server.url).submit(request)).toEqual({ kind: 'picture', path });
  expect(await readFile(path)).toEqual(picture);

  await rm(path);
  const vanishing = await serve(async (peer) => {
    await peer.wholeRequest();
    // The folder goes away after the upload: the picture was made, but can't be stored.
    await rm(dirname(request.submission.path), { recursive: true });
    peer.json('200 OK', { result: picture.toString('base64') });
  });
  expect(await client(vanishing.url).submit(request)).toMatchObject({ kind: 'unclear', reason: { code: 'ENOENT' } });
  await expect(access(path)).rejects.toThrow();
});
