import { fork, spawn as spawnProcess, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ImagingChild, SpawnImaging } from '../../../electron/imaging/process/child.ts';
import { startImaging, type Imaging } from '../../../electron/imaging/process/client.ts';
import { forkImaging } from '../../../electron/imaging/process/fork.ts';
import type { FromChild } from '../../../electron/imaging/process/protocol.ts';

const ENTRY = fileURLToPath(new URL('../../../electron/imaging-process.ts', import.meta.url));
const signal = new AbortController().signal;

let folder: string;
let photo: string;
let imaging: Imaging | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-process-'));
  photo = join(folder, 'photo.png');
  const create = { width: 900, height: 600, channels: 3 as const, background: '#c96' };
  await sharp({ create }).png().toFile(photo);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(() => imaging?.close());

/** Real processes that are killed as soon as they begin a job, `times` times in all. */
function mortal(times: number): { spawn: SpawnImaging; spawned: () => number } {
  const real = forkImaging(ENTRY);
  let spawned = 0;
  let left = times;
  const spawn: SpawnImaging = (): ImagingChild => {
    spawned++;
    const child = real();
    return {
      ...child,
      onMessage: (receive) => {
        let dead = false;
        child.onMessage((message) => {
          // A quick answer may already be on its way when the process is killed.
          if (!dead) receive(message);
          if (dead || (message as FromChild).kind !== 'started' || left-- <= 0) return;
          dead = true;
          child.kill();
        });
      },
    };
  };
  return { spawn, spawned: () => spawned };
}

describe('the imaging process', () => {
  it('does each kind of small work', async () => {
    imaging = startImaging({ spawn: forkImaging(ENTRY) });
    expect(await imaging.probe(photo)).toMatchObject({ kind: 'picture', width: 900, height: 600, format: 'png' });
    const prepared = await imaging.prepare(photo, join(folder, 'copy'), signal);
    expect(prepared).toMatchObject({ kind: 'prepared', submission: { width: 900, height: 600, extension: '.jpg' } });
    const copy = join(folder, 'copy.jpg');
    expect(await imaging.check(copy, copy, signal)).toMatchObject({ kind: 'picture', extension: '.jpg' });
    expect(await imaging.thumbnail(photo, join(folder, 'thumb'))).toMatchObject({ kind: 'written', width: 320 });
    expect(await imaging.preview(photo, join(folder, 'view'), { longestSide: 600 })).toMatchObject({ height: 400 });
    expect(await imaging.preview(photo, join(folder, 'full'), { longestSide: 'full' })).toMatchObject({ height: 600 });
    expect(await imaging.photoFacts(photo)).toEqual({ kind: 'facts', facts: {} });
    expect(await imaging.placeholder(photo)).toEqual({ kind: 'none' });
  });

  it('answers for files that are no pictures, or not there', async () => {
    imaging = startImaging({ spawn: forkImaging(ENTRY) });
    const letter = join(folder, 'letter.jpg');
    await writeFile(letter, 'Dear photographer');
    expect(await imaging.probe(letter)).toMatchObject({ kind: 'refused', reason: { code: 'not-a-photo:text' } });
    expect(await imaging.probe(join(folder, 'gone'))).toMatchObject({ kind: 'local', side: 'original' });
    await expect(imaging.check(join(folder, 'gone'), photo, signal)).rejects.toMatchObject({
      trouble: { side: 'data', code: 'ENOENT', path: join(folder, 'gone') },
    });
  });

  it('is started again when it dies, and the job with it', async () => {
    const { spawn, spawned } = mortal(1);
    imaging = startImaging({ spawn });
    expect(await imaging.probe(photo)).toMatchObject({ kind: 'picture' });
    expect(spawned()).toBe(2);
  });

  it('fails a job plainly during which it dies twice, and works on', async () => {
    const { spawn } = mortal(2);
    imaging = startImaging({ spawn });
    const answer = await imaging.prepare(photo, join(folder, 'doomed'), signal);
    expect(answer).toMatchObject({ kind: 'local', reason: { code: 'imaging-died' } });
    expect(await imaging.probe(photo)).toMatchObject({ kind: 'picture' });
    expect((await readdir(folder)).filter((name) => name.startsWith('doomed'))).toEqual([]);
  });

  it('stops a job that is aborted', async () => {
    imaging = startImaging({ spawn: forkImaging(ENTRY) });
    const abort = new AbortController();
    const preparing = imaging.prepare(photo, join(folder, 'aborted'), abort.signal);
    abort.abort(new Error('not any more'));
    await expect(preparing).rejects.toThrow('not any more');
    // The process is still there for others.
    expect(await imaging.probe(photo)).toMatchObject({ kind: 'picture' });
  });

  it('works on many files at once', async () => {
    imaging = startImaging({ spawn: forkImaging(ENTRY) });
    const work = imaging;
    const names = Array.from({ length: 24 }, (_, i) => join(folder, `many-${i}`));
    const views = await Promise.all(names.map((name) => work.thumbnail(photo, name)));
    expect(views.every((view) => view.kind === 'written')).toBe(true);
  });

  it('ends by itself when its parent goes away', async () => {
    const child: ChildProcess = fork(ENTRY, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    await once(child, 'message');
    const ended = once(child, 'exit');
    child.disconnect();
    expect(await ended).toEqual([0, null]);
  });

  it('refuses to run on its own', async () => {
    const child = spawnProcess(process.execPath, [ENTRY], { stdio: 'ignore' });
    const [code] = (await once(child, 'exit')) as [number | null];
    expect(code).not.toBe(0);
  });
});
