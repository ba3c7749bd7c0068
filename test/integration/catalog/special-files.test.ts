import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { openOriginal, readOriginal } from '../../../electron/base/open-original.ts';
import { scanInputs } from '../../../electron/catalog/index.ts';
import { fileKeys } from '../../../electron/formats/picture-key/picture-key.ts';
import { forkImaging } from '../../../electron/imaging/process/fork.ts';
import { startImaging } from '../../../electron/imaging/index.ts';

const notAFile = expect.objectContaining({ code: 'EISDIR' });
const imaging = startImaging({ spawn: forkImaging(resolve('electron/imaging-process.ts')) });
afterAll(() => imaging.close());

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'afterglow-special-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A pipe that nobody writes into: opening it to read would wait for ever. */
function pipe(path: string): string {
  expect(spawnSync('mkfifo', [path]).status).toBe(0);
  return path;
}

describe.skipIf(process.platform === 'win32')('what is no ordinary file, whatever its name', () => {
  it('is listed by a scan, and not opened: a pipe, a socket, links to them and to a device', async () => {
    const root = await folder();
    pipe(join(root, 'pipe.jpg'));
    pipe(join(root, 'nameless'));
    const server = createServer().listen(join(root, 'socket.jpg'));
    onTestFinished(() => void server.close());
    await symlink(join(root, 'pipe.jpg'), join(root, 'link.jpg'));
    const { photos, skipped } = await scanInputs([root], { recursive: true });
    expect(photos).toEqual([]);
    expect(skipped.map(({ relativePath, reason }) => `${relativePath} ${reason.code}`).sort()).toEqual([
      'link.jpg special-file',
      'nameless special-file',
      'pipe.jpg special-file',
      'socket.jpg special-file',
    ]);
  });

  it('also where it is named itself', async () => {
    const root = await folder();
    await symlink('/dev/zero', join(root, 'device.jpg'));
    const named = [pipe(join(root, 'pipe.jpg')), join(root, 'device.jpg')];
    const { photos, skipped } = await scanInputs(named, { recursive: true });
    expect(photos).toEqual([]);
    expect(skipped.map(({ reason }) => reason.code)).toEqual(['special-file', 'special-file']);
  });

  it('is not opened where it took the place of a photo after the scan', async () => {
    const root = await folder();
    const path = pipe(join(root, 'a.jpg'));
    await expect(openOriginal(path)).rejects.toEqual(notAFile);
    await expect(readOriginal(path)).rejects.toEqual(notAFile);
    await expect(fileKeys(path)).rejects.toEqual(notAFile);
    const code = 'not-a-file';
    const signal = new AbortController().signal;
    await expect(imaging.fileKeys(path)).rejects.toMatchObject({ trouble: { effect: 'photo', reason: { code } } });
    await expect(imaging.check(path, path, signal)).rejects.toMatchObject({ reason: { code: expect.any(String) } });
    const answers = await Promise.all([
      imaging.prepare(path, join(root, 'copy'), signal),
      imaging.photoFacts(path),
      imaging.placeholder(path),
      imaging.thumbnail(path, join(root, 'thumb.webp')),
      imaging.preview(path, join(root, 'preview.jpg')),
    ]);
    expect(answers.filter(({ kind }) => kind === 'written' || kind === 'prepared' || kind === 'picture')).toEqual([]);
    // The process is not held: it goes on with photos.
    await sharp({ create: { width: 64, height: 64, channels: 3, background: 'tan' } }).toFile(join(root, 'b.jpg'));
    expect(await imaging.probe(join(root, 'b.jpg'))).toMatchObject({ kind: 'picture' });
  });
});
