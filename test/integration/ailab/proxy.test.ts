import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { AilabClient, AilabOptions } from '../../../electron/ailab/index.ts';
import { environmentRoutes, scriptRoutes } from '../../../electron/ailab/index.ts';
import { testAuthority } from '../../helpers/certificate.ts';
import { connectProxy } from './connect-proxy.ts';
import type { ConnectProxy } from './connect-proxy.ts';
import { cleanUp, client, deadAddress, folder, KEY, never, serve, submission } from './harness.ts';

const authority = testAuthority();
/** Nobody can look this name up: only the proxy leads there. */
const SERVICE = 'https://service.test';
const picture = Buffer.concat([Buffer.from('\xff\xd8\xff\xe0', 'latin1'), randomBytes(200_000)]);

async function serviceBehind(answer?: (head: string) => string): Promise<ConnectProxy> {
  const server = createServer(
    authority.issue(['service.test', 'results.test']),
    (request: IncomingMessage, response: ServerResponse) => {
      request.resume().on('end', () => {
        if (request.url?.startsWith('/result')) response.end(picture);
        else
          response.end(JSON.stringify({ task_id: 't', task_status: 1, data: [{ unique_sign: 'common', balance: 5 }] }));
      });
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const proxy = await connectProxy((server.address() as AddressInfo).port, answer);
  cleanUp(() => proxy.close());
  return proxy;
}

function behind(env: Record<string, string>, options: Partial<AilabOptions> = {}): AilabClient {
  const routes = environmentRoutes(env);
  return client(SERVICE, { certificates: () => [authority.certificate], ...(routes && { routes }), ...options });
}

describe('behind a company proxy', () => {
  it('every call goes through it, and it learns nothing but the host', async () => {
    const proxy = await serviceBehind();
    const service = behind({ HTTPS_PROXY: proxy.url.replace('//', '//clerk:p%40ss%25@') });
    const { request } = await submission(300_000);
    expect(await service.submit(request)).toEqual({ kind: 'accepted', taskId: 't' });
    expect(await service.poll('t', never())).toEqual({ kind: 'processing' });
    expect(await service.credits(never())).toEqual({ kind: 'balance', credits: 5 });
    const path = join(await folder(), 'r');
    expect(await service.download('https://results.test/result?Signature=s3cret', path, never())).toMatchObject({
      kind: 'saved',
    });
    expect(await readFile(path)).toEqual(picture);

    const basic = Buffer.from('clerk:p@ss%').toString('base64');
    // The first secure connection finds the certificate unknown, looks into the store, and is made once more.
    const hosts = [...Array<string>(4).fill('service.test:443'), 'results.test:443'];
    expect(proxy.asked).toEqual(
      hosts.map(
        (host) =>
          `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: Afterglow\r\nProxy-Authorization: Basic ${basic}`,
      ),
    );
    expect(proxy.passed().toString('latin1')).not.toMatch(new RegExp(`${KEY}|ailabapi|s3cret|task_type`, 'i'));
  });

  const obstacles: readonly [string, string][] = [
    ['407 Proxy Authentication Required', 'proxy-sign-in'],
    ['403 Forbidden', 'proxy-refused'],
    ['502 Bad Gateway', 'proxy-refused'],
    ['503 Service Unavailable', 'proxy-refused'],
    ['302 Found', 'proxy-refused'],
    ['nonsense', 'proxy-refused'],
  ];
  it.each(obstacles)('%s means that nothing was sent, and says what is in the way', async (status, code) => {
    const proxy = await serviceBehind(() => status);
    const service = behind({ https_proxy: proxy.url.replace('//', '//clerk:s3cret@') });
    const { request } = await submission(1000);
    const answer = await service.submit(request);
    expect(answer).toMatchObject({ kind: 'not-sent', offline: true, reason: { code } });
    expect(await service.credits(never())).toMatchObject({
      kind: 'failed',
      offline: true,
      failure: { reason: { code } },
    });
    expect(await service.download('https://results.test/result', join(await folder(), 'r'), never())).toMatchObject({
      kind: 'try-again',
      reason: { code },
    });
    expect(inspect(answer, { depth: 9 })).not.toMatch(/s3cret|clerk/);
    expect(proxy.passed().byteLength).toBe(0);
  });

  it.each([
    ['is not there', async () => ({ HTTPS_PROXY: await deadAddress() }), 'proxy-unreachable'],
    ['is a SOCKS proxy', () => Promise.resolve({ ALL_PROXY: 'socks5://127.0.0.1:1080' }), 'proxy-socks'],
    ['is nonsense', () => Promise.resolve({ HTTP_PROXY: 'http://' }), 'proxy-unreadable'],
    ['hangs up', async () => ({ HTTPS_PROXY: (await serve((peer) => peer.socket.end())).url }), 'proxy-no-answer'],
    ['says nothing', async () => ({ HTTPS_PROXY: (await serve(() => {})).url }), 'proxy-no-answer'],
  ] as const)('a proxy that %s: nothing was sent', async (_name, env, code) => {
    const service = behind(await env(), { timeouts: { connectMs: 400 } });
    const { request } = await submission(1000);
    expect(await service.submit(request)).toMatchObject({ kind: 'not-sent', offline: true, reason: { code } });
  });

  it('cancelling ends the wait for a silent one', async () => {
    const cancel = new AbortController();
    const silent = await serve(() => cancel.abort());
    const { request } = await submission(1000);
    const answer = await behind({ HTTPS_PROXY: silent.url }).submit({ ...request, signal: cancel.signal });
    expect(answer).toMatchObject({ kind: 'not-sent', offline: false, reason: { code: 'cancelled' } });
  });

  it('a script that names several is followed in its order, past those that are not there', async () => {
    const proxy = await serviceBehind();
    const dead = new URL(await deadAddress()).host;
    const routes = () =>
      Promise.resolve(scriptRoutes(`SOCKS5 ${dead}; PROXY ${dead}; PROXY ${new URL(proxy.url).host}; DIRECT`));
    const service = behind({}, { routes });
    expect(await service.credits(never())).toEqual({ kind: 'balance', credits: 5 });
  });

  it('this computer is never asked for through a proxy', async () => {
    const proxy = await serviceBehind();
    const server = await serve(async (peer) => {
      await peer.wholeRequest();
      peer.json('200 OK', { task_id: 'here' });
    });
    const { request } = await submission(1000);
    const routes = environmentRoutes({ HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url });
    const local = client(server.url, { ...(routes && { routes }) });
    expect(await local.submit(request)).toEqual({ kind: 'accepted', taskId: 'here' });
    expect(proxy.asked).toEqual([]);
  });

  it('one that looks into connections with a certificate nobody installed is named as what is in the way', async () => {
    const proxy = await serviceBehind();
    const { request } = await submission(1000);
    const answer = await behind({ HTTPS_PROXY: proxy.url }, { certificates: () => [] }).submit(request);
    expect(answer).toMatchObject({ kind: 'not-sent', offline: true, reason: { code: 'certificate-not-trusted' } });
  });
});
