import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { client, deadAddress, folder, KEY, never, serve } from './harness.ts';
import type { Peer } from './raw-server.ts';

const SECRET = 'Signature=s3cret';
const jpeg = (bytes: number): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(bytes - 4)]);

async function host(react: (peer: Peer, index: number) => unknown) {
  return serve(async (peer, index) => {
    await peer.head();
    react(peer, index);
  });
}

function give(peer: Peer, body: Buffer | string, headers: Record<string, string> = {}, status = '200 OK'): void {
  peer.answer(status, { 'Content-Length': String(body.length), ...headers }, body);
  peer.socket.end();
}

/** A client of a service on loopback that gives out pictures from another loopback host. */
const fetcher = async (options: Parameters<typeof client>[1] = {}) => client(await deadAddress(), options);

describe('a picture', () => {
  it('arrives whole, in place of what was there, and nobody is told the key', async () => {
    const picture = jpeg(300_000);
    const server = await host((peer) =>
      give(peer, picture, { 'Content-Type': 'Image/JPEG; x=y', 'Set-Cookie': 'a=b' }),
    );
    const path = join(await folder(), 'result');
    await writeFile(path, 'old');
    await writeFile(`${path}.part`, 'left over from a crash, longer than nothing');
    const service = await fetcher();
    for (let n = 0; n < 2; n++)
      expect(await service.download(`${server.url}/r.jpg?${SECRET}`, path, never())).toEqual({
        kind: 'saved',
        bytes: 300_000,
        contentType: 'image/jpeg',
      });
    expect(await readFile(path)).toEqual(picture);
    expect(await readdir(join(path, '..'))).toEqual(['result']);
    for (const peer of server.peers) {
      const head = await peer.head();
      expect(head).toMatch(/^GET \/r\.jpg\?Signature=s3cret HTTP/);
      expect(head).not.toMatch(/ailabapi|k3y|cookie|authorization/i);
    }
  });

  it('may come in chunks, without length or type, in tiny pieces', async () => {
    const picture = jpeg(40);
    const server = await host((peer) => {
      peer.answer('200 OK', { 'Transfer-Encoding': 'chunked' });
      for (const byte of picture)
        peer.socket.write(Buffer.concat([Buffer.from('1\r\n'), Buffer.from([byte]), Buffer.from('\r\n')]));
      peer.socket.end('0\r\n\r\n');
    });
    const path = join(await folder(), 'r');
    expect(await (await fetcher()).download(server.url, path, never())).toEqual({
      kind: 'saved',
      bytes: 40,
      contentType: undefined,
    });
    expect(await readFile(path)).toEqual(picture);
  });
});

describe('what is no picture leaves what was there alone', () => {
  const page = '<!doctype html><title>Sign in</title>';
  const cases: readonly [string, (peer: Peer) => unknown, Record<string, unknown>][] = [
    [
      'page',
      (peer) => give(peer, page, { 'Content-Type': 'image/jpeg' }),
      { kind: 'try-again', reason: { code: 'not-a-picture' } },
    ],
    [
      'JSON',
      (peer) => give(peer, `\ufeff  {"error":"${'x'.repeat(40)}"}`),
      { kind: 'try-again', reason: { code: 'not-a-picture' } },
    ],
    ['few bytes', (peer) => give(peer, 'abc'), { kind: 'try-again', reason: { code: 'not-a-picture' } }],
    ['nothing', (peer) => give(peer, ''), { kind: 'try-again', reason: { code: 'truncated' } }],
    [
      'encoded',
      (peer) => give(peer, jpeg(99), { 'Content-Encoding': 'gzip' }),
      { kind: 'try-again', reason: { code: 'not-a-picture' } },
    ],
    ['403', (peer) => give(peer, page, {}, '403 F'), { kind: 'gone', reason: { code: 'http-403' } }],
    ['404', (peer) => give(peer, page, {}, '404 N'), { kind: 'gone' }],
    ['410', (peer) => give(peer, page, {}, '410 G'), { kind: 'gone' }],
    ['206', (peer) => give(peer, jpeg(50), {}, '206 P'), { kind: 'try-again' }],
    [
      '503',
      (peer) => give(peer, page, { 'Retry-After': '4' }, '503 S'),
      { kind: 'try-again', offline: false, retryAfterMs: 4000 },
    ],
    [
      'too large by its length',
      (peer) => give(peer, jpeg(60_000)),
      { kind: 'try-again', reason: { code: 'answer-too-large' } },
    ],
    [
      'too short, closed',
      (peer) => give(peer, jpeg(500), { 'Content-Length': '900' }),
      { kind: 'try-again', offline: false, reason: { code: 'truncated' } },
    ],
    [
      'too short, said to be the last',
      (peer) => give(peer, jpeg(500), { 'Content-Length': '900', Connection: 'close' }),
      { kind: 'try-again', reason: { code: 'truncated' } },
    ],
    [
      'cut in a chunk',
      (peer) => {
        peer.answer('200 OK', { 'Transfer-Encoding': 'chunked', Connection: 'close' });
        peer.socket.write('100\r\n');
        peer.socket.end(jpeg(99));
      },
      { kind: 'try-again', offline: false, reason: { code: 'truncated' } },
    ],
    [
      'stalled',
      (peer) => peer.answer('200 OK', { 'Content-Length': '900' }, jpeg(100)),
      { kind: 'try-again', offline: false, reason: { code: 'stalled' } },
    ],
    ['silent', () => {}, { kind: 'try-again', offline: false, reason: { code: 'no-answer' } }],
    ['reset', (peer) => peer.socket.resetAndDestroy(), { kind: 'try-again', offline: true }],
  ];
  it.each(cases)('%s', async (_name, react, expected) => {
    const server = await host(react);
    const path = join(await folder(), 'r');
    await writeFile(path, 'old');
    const service = await fetcher({ maxResultBytes: 50_000, timeouts: { headersMs: 300, bodyMs: 300 } });
    const answer = await service.download(`${server.url}/?${SECRET}`, path, never());
    expect(answer).toMatchObject(expected);
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(join(path, '..'))).toEqual(['r']);
    expect(inspect(answer, { depth: 9 })).not.toMatch(/s3cret|127\.0/);
  });

  it('endless', async () => {
    const server = await host((peer) => {
      peer.answer('200 OK', {});
      peer.socket.write(jpeg(100));
      const block = Buffer.alloc(16_384);
      const more = (): void => {
        while (!peer.socket.destroyed && peer.socket.write(block));
      };
      peer.socket.on('drain', more);
      more();
    });
    const path = join(await folder(), 'r');
    const answer = await (await fetcher({ maxResultBytes: 200_000 })).download(server.url, path, never());
    expect(answer).toMatchObject({ kind: 'try-again', reason: { code: 'answer-too-large' } });
    expect(await readdir(join(path, '..'))).toEqual([]);
    const peer = server.peers[0];
    if (peer !== undefined && !peer.socket.closed) await once(peer.socket, 'close');
  });

  it('cancelled or closed half-way', async () => {
    const cancel = new AbortController();
    const server = await host((peer, index) => {
      peer.answer('200 OK', { 'Content-Length': '900' }, jpeg(100));
      if (index === 0) cancel.abort();
      else void service.close();
    });
    const service = await fetcher();
    const path = join(await folder(), 'r');
    expect(await service.download(server.url, path, cancel.signal)).toMatchObject({
      kind: 'try-again',
      reason: { code: 'cancelled' },
    });
    expect(await service.download(server.url, path, never())).toMatchObject({
      kind: 'try-again',
      reason: { code: 'closed' },
    });
    expect(await readdir(join(path, '..'))).toEqual([]);
  });
});

describe('redirects', () => {
  const to = (peer: Peer, location: string): void => give(peer, '', { Location: location }, '302 Found');

  it('are followed up to three times, without key or cookie', async () => {
    const picture = jpeg(100);
    const last = await host((peer) => give(peer, picture));
    const server = await host((peer, index) => {
      if (index === 2) to(peer, `${last.url}/end`);
      else give(peer, '', { Location: `/hop${index}`, 'Set-Cookie': 'session=1' }, '307 T');
    });
    const path = join(await folder(), 'r');
    expect(await (await fetcher()).download(`${server.url}/start`, path, never())).toMatchObject({
      kind: 'saved',
      bytes: 100,
    });
    expect(server.peers).toHaveLength(3);
    for (const peer of [...server.peers, ...last.peers])
      expect(await peer.head()).not.toMatch(new RegExp(`cookie|${KEY}`, 'i'));
  });

  it.each(['http://oss.example.com/x', 'http://10.0.0.1/', 'ftp://127.0.0.1/', 'file:///etc/hosts', 'http://'])(
    'to %s is refused',
    async (location) => {
      const server = await host((peer) => to(peer, location));
      const answer = await (await fetcher()).download(server.url, join(await folder(), 'r'), never());
      expect(answer).toMatchObject({ kind: 'try-again', offline: false, reason: { code: 'unsafe-redirect' } });
    },
  );

  it('without an address, and in a circle, end', async () => {
    const blank = await host((peer) => give(peer, '', {}, '302 Found'));
    const path = join(await folder(), 'r');
    const service = await fetcher();
    expect(await service.download(blank.url, path, never())).toMatchObject({ reason: { code: 'unsafe-redirect' } });
    const circle = await host((peer) => to(peer, '/'));
    expect(await service.download(circle.url, path, never())).toMatchObject({ reason: { code: 'too-many-redirects' } });
    expect(circle.peers).toHaveLength(4);
  });
});

it('a service on the Internet cannot make the computer ask itself', async () => {
  const server = await serve(() => {});
  const remote = client('https://ailab.invalid');
  for (const url of [
    server.url,
    server.url.replace('http:', 'https:'),
    'https://localhost/',
    'https://[::1]/',
    'nonsense',
  ]) {
    const answer = await remote.download(url, join(await folder(), 'r'), never());
    expect(answer).toMatchObject({ kind: 'gone', reason: { code: 'unsafe-address' } });
  }
  expect(server.peers).toHaveLength(0);
});

it('what this computer cannot store is its own trouble', async () => {
  const server = await host((peer) => give(peer, jpeg(100)));
  const service = await fetcher();
  const place = await folder();
  expect(await service.download(server.url, join(place, 'missing', 'r'), never())).toMatchObject({
    kind: 'local',
    side: 'data',
    reason: { code: 'data-gone' },
  });
  // A folder stands where the picture should go: the rename fails after everything has arrived.
  await mkdir(join(place, 'taken', 'inside'), { recursive: true });
  expect(await service.download(server.url, join(place, 'taken'), never())).toMatchObject({ kind: 'local' });
  expect(await readdir(place)).toEqual(['taken']);
});
