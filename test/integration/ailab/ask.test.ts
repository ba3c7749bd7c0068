import fc from 'fast-check';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createAilabClient } from '../../../electron/ailab/index.ts';
import { client, deadAddress, KEY, never, serve } from './harness.ts';
import type { Peer } from './raw-server.ts';

const ADDRESS = 'https://oss.example.com/result.jpg?Signature=s3cret';

async function answering(react: (peer: Peer) => unknown) {
  return serve(async (peer) => {
    await peer.head();
    react(peer);
  });
}

const error = (code: string) => ({ request_id: 'r', log_id: 'l', error_detail: { code } });

describe('poll', () => {
  const states: readonly [unknown, unknown][] = [
    [{ error_code: 0, task_status: 0 }, { kind: 'queued' }],
    [{ task_status: '1' }, { kind: 'processing' }],
    [{ data: { task_status: 1 } }, { kind: 'processing' }],
    [
      { task_status: 2, data: { image_url: ADDRESS } },
      { kind: 'done', url: ADDRESS },
    ],
    [
      { task_status: '2', data: { images: [ADDRESS] } },
      { kind: 'done', url: ADDRESS },
    ],
    [{ data: { image: ADDRESS } }, { kind: 'done', url: ADDRESS }],
    [
      { task_status: 2, data: {} },
      { kind: 'try-again', offline: false, failure: { reason: { code: 'no-picture-address' } } },
    ],
    [
      { task_status: 3, request_id: 'r' },
      { kind: 'ended', failure: { kind: 'photo', support: { requestId: 'r' } } },
    ],
    [
      { task_status: 3, ...error('ERROR_BLURRY_FACE') },
      { kind: 'ended', failure: { kind: 'photo', reason: { code: 'ERROR_BLURRY_FACE' } } },
    ],
    [
      { task_status: 0, error_code: 1, ...error('ERROR_TASK_REVOKED') },
      { kind: 'try-again', failure: { kind: 'task-gone' } },
    ],
    [
      { task_status: 3, data: { image_url: ADDRESS } },
      { kind: 'done', url: ADDRESS },
    ],
    [{ task_status: 77 }, { kind: 'try-again', failure: { kind: 'transient', reason: { code: 'unexpected-answer' } } }],
    [[], { kind: 'try-again', failure: { kind: 'transient' } }],
  ];
  it.each(states)('200 %j', async (body, expected) => {
    const server = await answering((peer) => peer.json('200 OK', body));
    expect(await client(server.url).poll('a b/&?', never())).toMatchObject(expected as object);
    const head = await server.peers[0]?.head();
    expect(head).toMatch(/^GET \/api\/common\/query-async-task-result\?task_id=a%20b%2F%26%3F HTTP/);
    expect(head).toMatch(new RegExp(`^ailabapi-api-key: ${KEY}$`, 'im'));
  });

  it.each([
    ['422 U', error('ERROR_NO_FACE_IN_FILE'), { kind: 'ended', failure: { kind: 'photo' } }],
    ['410 G', error('ERROR_RESOURCE_RECLAIMED'), { kind: 'try-again', failure: { kind: 'task-gone' } }],
    ['409 C', error('ERROR_TASK_STOPPED_PROCESSING'), { kind: 'try-again', failure: { kind: 'task-gone' } }],
    ['500 E', error('PROCESSING_FAILURE'), { kind: 'try-again', offline: false, failure: { kind: 'transient' } }],
    ['401 U', error('ERROR_USER_NOT_EXISTS'), { kind: 'try-again', failure: { kind: 'key' } }],
    ['404 N', {}, { kind: 'try-again', failure: { kind: 'task-gone' } }],
    ['400 B', error('ERROR_PARAMETERS'), { kind: 'try-again', failure: { kind: 'photo' } }],
    ['413 L', error('ERROR_OF_TOMORROW'), { kind: 'try-again', failure: { kind: 'photo' } }],
  ])('%s %j', async (status, body, expected) => {
    const server = await answering((peer) => peer.json(status, body));
    expect(await client(server.url).poll('t', never())).toMatchObject(expected);
  });

  it('obeys Retry-After', async () => {
    const server = await answering((peer) => peer.json('429 T', error('EXCEEDING_LIMITS'), { 'Retry-After': '8' }));
    expect(await client(server.url).poll('t', never())).toMatchObject({
      failure: { kind: 'rate', retryAfterMs: 8000 },
    });
  });

  it('does not follow a redirect, so that the key stays here', async () => {
    const other = await serve(() => {});
    const server = await answering((peer) => {
      peer.answer('302 Found', { Location: `${other.url}/x`, 'Content-Length': '0' });
      peer.socket.end();
    });
    expect(await client(server.url).poll('t', never())).toMatchObject({ kind: 'try-again', offline: false });
    expect(other.peers).toHaveLength(0);
  });
});

const troubles: readonly [string, (peer: Peer) => unknown, boolean, string][] = [
  ['a reset', (peer) => peer.socket.resetAndDestroy(), true, 'connection-lost'],
  ['silence', () => {}, false, 'no-answer'],
  ['a stalled body', (peer) => peer.answer('200 OK', { 'Content-Length': '50' }, '{'), false, 'stalled'],
  [
    'a sign-in page',
    (peer) => peer.answer('200 OK', { 'Content-Type': 'text/html', 'Content-Length': '6' }, '<html>'),
    true,
    'sign-in-page',
  ],
  ['malformed JSON', (peer) => peer.answer('200 OK', { 'Content-Length': '2' }, '{"'), false, 'unexpected-answer'],
  [
    'a huge answer',
    (peer) => peer.answer('200 OK', { 'Content-Length': '5000' }, 'x'.repeat(5000)),
    false,
    'answer-too-large',
  ],
];

describe.each(troubles)('%s', (_name, react, offline, code) => {
  const options = { maxJsonBytes: 2000, timeouts: { headersMs: 300, bodyMs: 300 } };
  it('fails one question only', async () => {
    const service = client((await answering(react)).url, options);
    const poll = await service.poll('t', never());
    expect(poll).toMatchObject({ kind: 'try-again', offline, failure: { kind: 'transient', reason: { code } } });
    const credits = await service.credits(never());
    expect(credits).toMatchObject({ kind: 'failed', offline, failure: { kind: 'transient', reason: { code } } });
    expect(inspect([poll, credits, service], { depth: 9, showHidden: true })).not.toContain(KEY);
  });
});

it('nobody listens, no key, cancelled: every question says so', async () => {
  const dead = await deadAddress();
  expect(await client(dead).poll('t', never())).toMatchObject({
    offline: true,
    failure: { reason: { code: 'connection-refused' } },
  });
  expect(await client(dead).credits(never())).toMatchObject({ kind: 'failed', offline: true });
  expect(await client(dead, { key: () => undefined }).credits(never())).toMatchObject({
    offline: false,
    failure: { kind: 'key', reason: { code: 'missing-key' } },
  });
  expect(await client(dead).poll('t', AbortSignal.abort())).toMatchObject({
    failure: { reason: { code: 'cancelled' } },
  });
});

describe('credits', () => {
  it('is the sum of the two pools that count', async () => {
    const data = [
      { unique_sign: 'common', balance: 100.5 },
      { unique_sign: 'portrait_intelligent_beautification', balance: '16' },
      { unique_sign: 'hairstyle', balance: 5000 },
    ];
    const server = await answering((peer) => peer.json('200 OK', { error_code: 0, data }));
    expect(await client(server.url).credits(never())).toEqual({ kind: 'balance', credits: 116.5 });
    expect(await server.peers[0]?.head()).toMatch(/^GET \/api\/common\/query-credits HTTP/);
  });

  it('does not take an error for a balance', async () => {
    const server = await answering((peer) => peer.json('200 OK', { data: [], ...error('ERROR_USER_LOCKED') }));
    expect(await client(server.url).credits(never())).toMatchObject({ kind: 'failed', failure: { kind: 'locked' } });
  });
});

describe('reachable', () => {
  it('counts any HTTP answer, and sends no key', async () => {
    const server = await answering((peer) => peer.json('401 U', error('ERROR_USER_NOT_EXISTS')));
    expect(await client(server.url).reachable(never())).toBe(true);
    expect(await server.peers[0]?.head()).not.toMatch(/ailabapi-api-key|k3y/i);
    const broken = await answering((peer) =>
      peer.answer('503 E', { 'Content-Type': 'text/html', 'Content-Length': '0' }),
    );
    expect(await client(broken.url).reachable(never())).toBe(true);
  });

  it('is false without an answer, or with a sign-in page', async () => {
    expect(await client(await deadAddress()).reachable(never())).toBe(false);
    const silent = await serve(() => {});
    const service = client(silent.url, { timeouts: { totalMs: { reachable: 200 } } });
    expect(await service.reachable(never())).toBe(false);
    expect(await service.reachable(AbortSignal.abort())).toBe(false);
    const portal = await answering((peer) =>
      peer.answer('200 OK', { 'Content-Type': 'text/html', 'Content-Length': '0' }),
    );
    expect(await client(portal.url).reachable(never())).toBe(false);
  });
});

it('keeps a path of the base address', async () => {
  const server = await answering((peer) => peer.json('200 OK', { data: [] }));
  const service = client(`${server.url}/gate/`);
  expect(service.id).toBe(`${server.url}/gate`);
  await service.credits(never());
  expect(await server.peers[0]?.head()).toMatch(/^GET \/gate\/api\/common\/query-credits HTTP/);
});

it('refuses a service that the key must not travel to', () => {
  expect(() => createAilabClient({ baseUrl: 'http://ailab.example', key: () => KEY })).toThrow(/https/);
});

it('random answers never make a question throw', async () => {
  const queue: { readonly status: number; readonly body: Buffer }[] = [];
  const server = await answering((peer) => {
    const next = queue.shift() ?? { status: 500, body: Buffer.alloc(0) };
    peer.answer(`${next.status} X`, { 'Content-Length': String(next.body.byteLength) }, next.body);
    peer.socket.end();
  });
  const service = client(server.url);
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 200, max: 599 }), bodies, async (status, body) => {
      queue.push({ status, body }, { status, body });
      expect(['queued', 'processing', 'done', 'ended', 'try-again']).toContain((await service.poll('t', never())).kind);
      expect(['balance', 'failed']).toContain((await service.credits(never())).kind);
      queue.length = 0;
    }),
    { numRuns: 60 },
  );
});
