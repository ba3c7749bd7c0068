import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { forkImaging } from '../../../electron/imaging/process/fork.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-environment-'));
  vi.stubEnv('AILAB_API_KEY', 'secret-key');
  vi.stubEnv('HTTPS_PROXY', 'http://anna:secret-password@proxy');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

it('the process that decodes pictures inherits no secret', async () => {
  const entry = join(folder, 'tell.mjs');
  await writeFile(entry, 'process.send(process.env); process.on("message", () => {});');
  const child = forkImaging(entry)();
  const env = await new Promise<Record<string, string>>((resolve) =>
    child.onMessage((message) => resolve(message as Record<string, string>)),
  );
  child.kill();
  expect(Object.values(env).join()).not.toContain('secret');
  expect(env).toMatchObject({ PATH: process.env['PATH'], MALLOC_ARENA_MAX: '2' });
});
