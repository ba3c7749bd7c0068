import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { createAilabClient } from '../../../electron/ailab/index.ts';
import type { AilabClient, AilabOptions, SubmitRequest } from '../../../electron/ailab/index.ts';
import { rawServer } from './raw-server.ts';
import type { Peer, RawServer } from './raw-server.ts';

export const KEY = 'k3y-that-nobody-may-see';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

/** Done after the test, the last first. */
export function cleanUp(clean: () => Promise<unknown>): void {
  cleanups.push(clean);
}

export async function serve(handle: (peer: Peer, index: number) => unknown): Promise<RawServer> {
  const server = await rawServer(handle);
  cleanups.push(() => server.close());
  return server;
}

export function client(baseUrl: string, options: Partial<AilabOptions> = {}): AilabClient {
  const made = createAilabClient({ baseUrl, key: () => KEY, ...options });
  cleanups.push(() => made.close());
  return made;
}

export async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'afterglow-ailab-'));
  cleanups.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

export const never = (): AbortSignal => new AbortController().signal;

/** A submission of random bytes under a name that must not leave the computer. */
export async function submission(
  bytes: number,
): Promise<{ readonly picture: Buffer; readonly request: SubmitRequest }> {
  const picture = randomBytes(bytes);
  const path = join(await folder(), 'Client Smith wedding.jpg');
  await writeFile(path, picture);
  const settings = { level: 0.5, multiFace: false };
  return {
    picture,
    request: {
      submission: { path, bytes, contentType: 'image/jpeg', extension: '.jpg' },
      settings,
      signal: never(),
    },
  };
}

/** More than the socket buffers of both ends hold, so that the upload cannot finish unless the server reads. */
export const STUCK_BYTES = 24 * 1024 * 1024;

/** An address on this computer where nobody listens. */
export async function deadAddress(): Promise<string> {
  const server = await rawServer(() => {});
  await server.close();
  return server.url;
}
