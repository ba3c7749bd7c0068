import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderIsThere, isMountPoint, mountedOf } from '../../../electron/base/mounts.ts';

it('knows a folder that is there, one that is gone, and the empty folder that a drive leaves', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'afterglow-mounts-'));
  try {
    expect(await folderIsThere(folder, false)).toBe(true);
    // A drive was mounted here, and is not now.
    expect(await folderIsThere(folder, true)).toBe(false);
    await writeFile(join(folder, 'file'), '');
    expect(await folderIsThere(join(folder, 'file'), false)).toBe(false);
    expect(await folderIsThere(join(folder, 'gone'), false)).toBe(false);
    expect(await mountedOf([folder, join(folder, 'gone')])).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it.skipIf(process.platform !== 'linux')('knows where something is mounted', async () => {
  expect(await isMountPoint('/proc')).toBe(true);
  expect(await folderIsThere('/proc', true)).toBe(true);
  expect(await mountedOf(['/proc', '/'])).toEqual(['/proc']);
});
