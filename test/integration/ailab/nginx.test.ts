import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:tls';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testAuthority } from '../../helpers/certificate.ts';
import { cleanUp, client, deadAddress, folder, never } from './harness.ts';

/** A web server that nobody here has written, as the host of the results. */
const NGINX = '/usr/sbin/nginx';
const PICTURES = 12;
const BYTES = 600_000;
const authority = testAuthority();

const isThere = await access(NGINX).then(
  () => true,
  () => false,
);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves once it speaks TLS. */
async function listens(port: number): Promise<void> {
  for (;;) {
    const socket = connect({ port, host: '127.0.0.1', ca: authority.certificate });
    const up = await once(socket, 'secureConnect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (up) return;
    await new Promise(setImmediate);
  }
}

async function start(place: string, port: number): Promise<() => Promise<void>> {
  const server = spawn(NGINX, ['-p', place, '-c', join(place, 'nginx.conf'), '-e', join(place, 'error.log')], {
    stdio: 'ignore',
  });
  await listens(port);
  return async () => {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
  };
}

it.skipIf(!isThere)(
  'nginx over TLS, slow, closing each connection, restarted half-way: every picture arrives',
  async () => {
    const place = await folder();
    const port = await freePort();
    const { cert, key } = authority.issue(['127.0.0.1']);
    await mkdir(join(place, 'www'));
    await writeFile(join(place, 'cert.pem'), cert);
    await writeFile(join(place, 'key.pem'), key);
    const pictures = Array.from({ length: PICTURES }, () =>
      Buffer.concat([Buffer.from('\xff\xd8\xff\xe0', 'latin1'), randomBytes(BYTES)]),
    );
    await Promise.all(pictures.map((bytes, n) => writeFile(join(place, 'www', `${n}.jpg`), bytes)));
    await writeFile(
      join(place, 'nginx.conf'),
      `daemon off; master_process off; pid ${place}/nginx.pid;
     events {}
     http {
       access_log ${place}/access.log; client_body_temp_path ${place}/b; proxy_temp_path ${place}/p;
       fastcgi_temp_path ${place}/f; uwsgi_temp_path ${place}/u; scgi_temp_path ${place}/s;
       server {
         listen 127.0.0.1:${port} ssl; ssl_certificate ${place}/cert.pem; ssl_certificate_key ${place}/key.pem;
         root ${place}/www; keepalive_timeout 0; limit_rate 500k;
       }
     }`,
    );
    let stop = await start(place, port);
    cleanUp(() => stop());

    const service = client(await deadAddress(), { certificates: () => [authority.certificate] });
    let [downloads, repeated, complete] = [0, 0, 0];
    let restarted: Promise<void> | undefined;
    const restart = async (): Promise<void> => {
      await stop();
      stop = await start(place, port);
    };
    const fetch = async (n: number): Promise<void> => {
      const path = join(place, `result ${n}`);
      for (;;) {
        downloads++;
        const answer = await service.download(`https://127.0.0.1:${port}/${n}.jpg`, path, never());
        if (answer.kind === 'saved') break;
        expect(answer).toMatchObject({ kind: 'try-again' });
        repeated++;
        await restarted;
      }
      expect((await readFile(path)).equals(pictures[n] ?? Buffer.alloc(0))).toBe(true);
      // In the middle of what the others are fetching.
      if (++complete === 4) await (restarted = restart());
    };
    const waiting = pictures.keys();
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (const n of waiting) await fetch(n);
      }),
    );
    expect(complete).toBe(PICTURES);
    expect(downloads).toBe(PICTURES + repeated);
    // What was under way at the restart is fetched once more, and nothing else.
    expect(repeated).toBeLessThanOrEqual(12);
    process.stdout.write(`nginx: ${downloads} downloads, ${repeated} repeated, ${complete} complete\n`);
  },
);
