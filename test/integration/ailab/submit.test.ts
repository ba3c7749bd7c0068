import { once } from 'node:events';
import { truncateSync } from 'node:fs';
import { access, readFile, rm, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ServicePort } from '../../../electron/queue/ports.ts';
import { client, deadAddress, KEY, serve, STUCK_BYTES, submission } from './harness.ts';
import type { Peer } from './raw-server.ts';

const accepted = { request_id: 'r', error_code: 0, error_detail: { code: '' }, task_id: 'task-1' };
const refusal = (code: string) => ({ request_id: 'r1', log_id: 'l1', error_code: 1, error_detail: { code } });

/** Stops reading after the header block, so that the body can't all leave. */
async function stuck(peer: Peer): Promise<void> {
  await peer.head();
  peer.socket.pause();
}

describe('what leaves the computer', () => {
  it('is one exact multipart request, and nothing of the file name', async () => {
    const server = await serve(async (peer) => {
      await peer.wholeRequest();
      peer.json('200 OK', accepted);
    });
    const { picture, request } = await submission(150_000);
    const sent: [number, number][] = [];
    const service: ServicePort = client(`${server.url}/`);
    expect(service.id).toBe(server.url);
    const answer = await service.submit({
      submission: { ...request.submission, width: 1, height: 1 },
      settings: { level: 0.35, multiFace: true },
      signal: request.signal,
      onProgress: (done, total) => sent.push([done, total]),
    });
    expect(answer).toEqual({ kind: 'accepted', taskId: 'task-1' });
    expect(server.peers).toHaveLength(1);

    const { head, body } = (await server.peers[0]?.wholeRequest()) ?? { head: '', body: Buffer.alloc(0) };
    expect(head).toMatch(/^POST \/api\/portrait\/effects\/smart-beauty HTTP\/1\.1\r\n/);
    expect(head).toMatch(new RegExp(`^ailabapi-api-key: ${KEY}$`, 'im'));
    expect(head).not.toMatch(/^(expect|cookie|transfer-encoding):/im);
    expect(head).toMatch(/^connection: close$/im);
    expect(Number(/^content-length: (\d+)$/im.exec(head)?.[1])).toBe(body.byteLength);
    const boundary = /boundary=(\S+)/.exec(head)?.[1] ?? 'none';
    const parts = body.toString('latin1').split(`--${boundary}`);
    expect(parts).toHaveLength(6);
    expect(parts[0]).toBe('');
    expect(parts[1]).toBe('\r\nContent-Disposition: form-data; name="task_type"\r\n\r\nasync\r\n');
    expect(parts[2]).toBe('\r\nContent-Disposition: form-data; name="beauty_level"\r\n\r\n0.35\r\n');
    expect(parts[3]).toBe('\r\nContent-Disposition: form-data; name="multi_face"\r\n\r\n1\r\n');
    expect(parts[4]).toBe(
      '\r\nContent-Disposition: form-data; name="image_target"; filename="photo.jpg"\r\n' +
        `Content-Type: image/jpeg\r\n\r\n${picture.toString('latin1')}\r\n`,
    );
    expect(parts[5]).toBe('--\r\n');
    expect(body.includes('Smith')).toBe(false);

    expect(sent.map(([done]) => done)).toEqual([65_536, 131_072, 150_000]);
    expect(sent.every(([, total]) => total === 150_000)).toBe(true);
  });

  it.each([
    ['image/png', '.png'],
    ['image/bmp', '.bmp'],
  ] as const)('names %s by its extension, and leaves multi_face out when it is off', async (contentType, extension) => {
    const server = await serve(async (peer) => {
      await peer.wholeRequest();
      peer.json('200 OK', { data: { task_id: 12 } });
    });
    const { request } = await submission(10);
    const answer = await client(server.url).submit({
      ...request,
      submission: { ...request.submission, contentType, extension },
    });
    expect(answer).toEqual({ kind: 'accepted', taskId: '12' });
    const body = server.peers[0]?.received().toString('latin1') ?? '';
    expect(body).toContain(`filename="photo${extension}"\r\nContent-Type: ${contentType}\r\n`);
    expect(body).not.toContain('multi_face');
  });

  it('reports progress only as the network takes the bytes', async () => {
    const { request } = await submission(STUCK_BYTES);
    const sent: number[] = [];
    const server = await serve(async (peer) => {
      await stuck(peer);
      peer.json('413 Payload Too Large', refusal('FILE_SIZE_EXCEEDS_LIMIT'));
    });
    await client(server.url).submit({ ...request, onProgress: (done) => sent.push(done) });
    expect(sent.at(-1) ?? 0).toBeLessThan(STUCK_BYTES);
    expect([...sent].sort((a, b) => a - b)).toEqual(sent);
  });

  it('never uses a connection twice, even when the server would keep it', async () => {
    const server = await serve(async (peer) => {
      await peer.wholeRequest();
      const body = JSON.stringify(accepted);
      peer.answer('200 OK', { 'Content-Length': String(body.length), Connection: 'keep-alive' }, body);
    });
    const service = client(server.url);
    const { request } = await submission(100);
    for (let n = 1; n <= 3; n++) {
      expect(await service.submit(request)).toMatchObject({ kind: 'accepted' });
      expect(server.peers).toHaveLength(n);
    }
    for (const peer of server.peers) expect(peer.received().toString('latin1').match(/POST /g)).toHaveLength(1);
  });
});

describe('no task can exist', () => {
  it('nobody listens', async () => {
    const { request } = await submission(100);
    const answer = await client(await deadAddress()).submit(request);
    expect(answer).toMatchObject({ kind: 'not-sent', offline: true, reason: { code: 'connection-refused' } });
  });

  it('what answers does not speak TLS', async () => {
    const server = await serve((peer) => peer.socket.end('HTTP/1.1 200 OK\r\n\r\n'));
    const { request } = await submission(100);
    const answer = await client(server.url.replace('http:', 'https:')).submit(request);
    expect(answer).toMatchObject({ kind: 'not-sent', offline: true });
  });

  it('what answers never finishes TLS: the time is up, or the photographer cancels', async () => {
    const cancel = new AbortController();
    const server = await serve((_peer, index) => {
      if (index === 1) cancel.abort();
    });
    const address = server.url.replace('http:', 'https:');
    const { request } = await submission(100);
    const service = client(address, { timeouts: { connectMs: 200 } });
    expect(await service.submit(request)).toMatchObject({
      kind: 'not-sent',
      offline: true,
      reason: { code: 'connect-timeout' },
    });
    const answer = await client(address).submit({ ...request, signal: cancel.signal });
    expect(answer).toMatchObject({ kind: 'not-sent', offline: false, reason: { code: 'cancelled' } });
    for (const { socket } of server.peers) if (!socket.readableEnded && !socket.closed) await once(socket, 'end');
  });

  it('the connection breaks while the body is on its way', async () => {
    const server = await serve(async (peer) => {
      await stuck(peer);
      peer.socket.resetAndDestroy();
    });
    const { request } = await submission(STUCK_BYTES);
    const answer = await client(server.url).submit(request);
    expect(answer).toMatchObject({ kind: 'not-sent', offline: true, reason: { code: 'connection-lost' } });
    expect(server.peers).toHaveLength(1);
  });

  it('the server stops reading', async () => {
    const server = await serve(stuck);
    const { request } = await submission(STUCK_BYTES);
    const answer = await client(server.url, { timeouts: { headersMs: 300 } }).submit(request);
    expect(answer).toMatchObject({ kind: 'not-sent', offline: false, reason: { code: 'no-answer' } });
  });

  it('cancelled while the body is on its way', async () => {
    const cancel = new AbortController();
    const server = await serve(async (peer) => {
      await stuck(peer);
      cancel.abort();
    });
    const { request } = await submission(STUCK_BYTES);
    const answer = await client(server.url).submit({ ...request, signal: cancel.signal });
    expect(answer).toMatchObject({ kind: 'not-sent', offline: false, reason: { code: 'cancelled' } });
  });

  it('cancelled before it began', async () => {
    const server = await serve(() => {});
    const { request } = await submission(100);
    const answer = await client(server.url).submit({ ...request, signal: AbortSignal.abort() });
    expect(answer).toMatchObject({ kind: 'not-sent', reason: { code: 'cancelled' } });
    expect(server.peers).toHaveLength(0);
  });

  it('a page comes before the body is through', async () => {
    const server = await serve(async (peer) => {
      await stuck(peer);
      peer.answer('200 OK', { 'Content-Type': 'text/html', 'Content-Length': '6' }, '<html>');
    });
    const { request } = await submission(STUCK_BYTES);
    const answer = await client(server.url).submit(request);
    expect(answer).toMatchObject({ kind: 'not-sent', offline: true, reason: { code: 'sign-in-page' } });
  });

  it('the file is gone, has changed, or shrinks on the way', async () => {
    const server = await serve(stuck);
    const service = client(server.url);
    const gone = (await submission(100)).request;
    await rm(gone.submission.path);
    expect(await service.submit(gone)).toMatchObject({ kind: 'not-sent', reason: { code: 'ENOENT' } });
    const changed = (await submission(100)).request;
    await truncate(changed.submission.path, 50);
    expect(await service.submit(changed)).toMatchObject({ kind: 'not-sent', reason: { code: 'submission-changed' } });
    expect(server.peers).toHaveLength(0);

    const { request } = await submission(4 * 65_536);
    const shrinking = { ...request, onProgress: () => truncateSync(request.submission.path, 65_536) };
    const answer = await client(server.url).submit(shrinking);
    expect(answer).toMatchObject({ kind: 'not-sent', offline: false, reason: { code: 'submission-unreadable' } });
  });

  it('no key, or one that is none: nothing is sent', async () => {
    const server = await serve(() => {});
    const { request } = await submission(100);
    for (const key of [undefined, '', '  ', 'a\r\nx: y', 'käse', 'a b']) {
      const answer = await client(server.url, { key: () => key }).submit(request);
      expect(answer).toMatchObject({ kind: 'refused', failure: { kind: 'key' } });
    }
    expect(server.peers).toHaveLength(0);
  });
});

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
