import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const MOUNT =
  'exec 9<>/dev/fuse && mount -i -t fuse -o fd=9,rootmode=40000,user_id=0,group_id=0 dead "$0" && echo up && read line';

/** A file system whose server never answers can be mounted: as root on Linux. */
export const canMountDead =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('sh', ['-c', 'exec 9<>/dev/fuse && command -v mount'], { stdio: 'ignore' }).status === 0;

/** A folder as a dead network drive leaves it: every question about it waits for ever. Gone at the test's end; then they fail. */
export async function deadDrive(): Promise<{ readonly path: string; readonly end: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'afterglow-dead-'));
  const server = spawn('sh', ['-c', MOUNT, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(server.stdout, 'data');
  let ended: Promise<void> | undefined;
  const end = (): Promise<void> =>
    (ended ??= (async () => {
      const gone = once(server, 'exit');
      server.stdin.end('\n');
      await gone;
      spawnSync('umount', ['-l', path]);
      await rm(path, { recursive: true, force: true });
    })());
  onTestFinished(end);
  return { path, end };
}
