import { once } from 'node:events';
import { truncateSync } from 'node:fs';
import { rm, truncate } from 'node:fs/promises';
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
