import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AilabClient } from '../../../electron/ailab/index.ts';
import { testAuthority } from '../../helpers/certificate.ts';
import { cleanUp, client, deadAddress, folder, never, submission } from './harness.ts';

/** A server that writes its whole answer and hangs up at once, and a client whose disk is slower than the network. */

const ROUNDS = Number(process.env['AFTERGLOW_CLOSE_ROUNDS'] ?? 6);
const authority = testAuthority();

type Framing = 'length' | 'chunked' | 'neither';
type Ending = 'end' | 'reset';

interface Case {
  readonly framing: Framing;
  readonly announced: boolean;
  readonly bytes: number;
  readonly ending: Ending;
}

function answer(body: Buffer, framing: Framing, announced: boolean): Buffer {
  const head = `HTTP/1.1 200 OK\r\n${announced ? 'Connection: close\r\n' : ''}`;
  if (framing === 'length')
    return Buffer.concat([Buffer.from(`${head}Content-Length: ${body.byteLength}\r\n\r\n`), body]);
  if (framing === 'neither') return Buffer.concat([Buffer.from(`${head}\r\n`), body]);
  const half = body.byteLength >> 1;
  const chunk = (part: Buffer): Buffer[] => [
    Buffer.from(`${part.byteLength.toString(16)}\r\n`),
    part,
    Buffer.from('\r\n'),
  ];
  return Buffer.concat([
    Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n`),
    ...chunk(body.subarray(0, half)),
    ...chunk(body.subarray(half)),
    Buffer.from('0\r\n\r\n'),
  ]);
}

async function hangingUp(
  secure: boolean,
  bytes: Buffer,
  ending: Ending,
): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const take = (socket: Socket): void => {
    let received = '';
    socket.on('error', () => {});
    socket.on('data', (piece: Buffer) => {
      received += piece.toString('latin1');
      const head = received.indexOf('\r\n\r\n');
      const length = Number(/^content-length: (\d+)$/im.exec(received)?.[1] ?? 0);
      if (head < 0 || received.length < head + 4 + length) return;
      received = '';
      asked++;
      if (ending === 'end') socket.end(bytes);
      else socket.write(bytes, () => socket.resetAndDestroy());
    });
  };
  const server = secure ? createTlsServer(authority.issue(['127.0.0.1']), take) : createTcpServer(take);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp(async () => {
    server.close();
    await once(server, 'close');
  });
  return { url: `http${secure ? 's' : ''}://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked };
}

const picture = (bytes: number): Buffer =>
  Buffer.concat([Buffer.from('\xff\xd8\xff\xe0', 'latin1'), randomBytes(bytes - 6), Buffer.from('\xff\xd9', 'latin1')]);

const trusting = (url: string): AilabClient => client(url, { certificates: () => [authority.certificate] });

/** A disk that takes its time: every piece waits for other work of this process first. */
async function slowDisk(): Promise<void> {
  const probe = await open(join(await folder(), 'probe'), 'w');
  const prototype = Object.getPrototypeOf(probe) as FileHandle;
  await probe.close();
  const write = prototype.writeFile;
  vi.spyOn(prototype, 'writeFile').mockImplementation(async function (this: FileHandle, ...args) {
    for (let turn = 0; turn < 40; turn++) await new Promise(setImmediate);
    return write.apply(this, args);
  });
}

beforeEach(slowDisk);
afterEach(() => vi.restoreAllMocks());

for (const secure of [false, true])
  describe(`a server that hangs up at once, over ${secure ? 'TLS' : 'TCP'}`, () => {
    const cases: Case[] = [{ framing: 'length', announced: false, bytes: 30_000_000, ending: 'end' }];
    for (const announced of [true, false]) {
      for (const framing of ['length', 'chunked', 'neither'] as const)
        for (const bytes of [80_000, 1_000_000, 5_000_000]) cases.push({ framing, announced, bytes, ending: 'end' });
      // Over TLS, Node itself throws away what it has not decrypted yet when the connection is reset.
      if (!secure) cases.push({ framing: 'length', announced, bytes: 80_000, ending: 'reset' });
    }
    it.each(cases)(
      'every picture is complete at the first attempt ($framing, announced: $announced, $bytes bytes, $ending)',
      async ({ framing, announced, bytes, ending }) => {
        const server = await hangingUp(secure, answer(picture(bytes), framing, announced), ending);
        const service = client(await deadAddress(), { certificates: () => [authority.certificate] });
        const path = join(await folder(), 'result');
        const rounds = bytes > 10_000_000 ? Math.ceil(ROUNDS / 4) : ROUNDS;
        const saved = { kind: 'saved', bytes, contentType: undefined };
        for (let round = 0; round < rounds; round++)
          expect(await service.download(server.url, path, never())).toEqual(saved);
        expect(server.asked()).toBe(rounds);
      },
    );

    it.each([true, false])('submits, questions and the balance come through (announced: %s)', async (announced) => {
      const padding = 'x'.repeat(700_000);
      const json = Buffer.from(
        JSON.stringify({ task_id: 't', task_status: 1, data: [{ unique_sign: 'common', balance: 3 }], padding }),
      );
      const server = await hangingUp(secure, answer(json, 'length', announced), 'end');
      const service = trusting(server.url);
      const { request } = await submission(100_000);
      for (let round = 0; round < ROUNDS; round++) {
        expect(await service.submit(request)).toEqual({ kind: 'accepted', taskId: 't' });
        expect(await service.poll('t', never())).toEqual({ kind: 'processing' });
        expect(await service.credits(never())).toEqual({ kind: 'balance', credits: 3 });
      }
      expect(server.asked()).toBe(3 * ROUNDS);
    });
  });

describe('what is cut off stays incomplete', () => {
  it.each([
    ['length', 999_999],
    ['chunked', 1_000_030],
    ['neither', 900_000],
  ] as const)('%s', async (framing, cut) => {
    for (const ending of ['end', 'reset'] as const) {
      const whole = answer(picture(1_000_000), framing, false);
      const server = await hangingUp(false, whole.subarray(0, cut), ending);
      const got = await client(await deadAddress()).download(server.url, join(await folder(), 'r'), never());
      expect(got).toMatchObject({ kind: 'try-again', offline: false, reason: { code: 'truncated' } });
    }
  });
});
