import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startImaging } from '../../electron/imaging/process/client.ts';
import { forkImaging } from '../../electron/imaging/process/fork.ts';

const BAD = fileURLToPath(new URL('../../../shared/bad/', import.meta.url));
const ENTRY = fileURLToPath(new URL('../../electron/imaging-process.ts', import.meta.url));
const signal = new AbortController().signal;

describe.skipIf(!existsSync(BAD))('the imaging process on files that were made to break it (../shared/bad)', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'afterglow-bad-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('survives all of them at once, in little memory', async () => {
    let processes = 0;
    const fork = forkImaging(ENTRY);
    const imaging = startImaging({
      spawn: () => {
        processes++;
        return fork();
      },
    });
    const names = await readdir(BAD);
    const answers = await Promise.all(
      names.map(async (name, i) => {
        const path = join(BAD, name);
        const prepared = await imaging.prepare(path, join(folder, `${i}`), signal);
        const view = await imaging.thumbnail(path, join(folder, `${i}.webp`));
        const probed = await imaging.probe(path);
        const checked = await imaging.check(path, path, signal);
        return [prepared.kind, view.kind, probed.kind, checked.kind];
      }),
    );
    const peak = await peakMemory();
    await imaging.close();
    expect(answers.flat()).not.toContain('local');
    expect(processes).toBe(1);
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    if (peak === undefined) return; // told by Linux only
    console.log(`peak memory of the imaging process over ${names.length} bad files: ${Math.round(peak / 1e6)} MB`);
    expect(peak).toBeLessThan(700e6);
  });
});

/** Most resident memory, in bytes, that this process's imaging process has had. */
async function peakMemory(): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    try {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      const ours = status.includes(`PPid:\t${process.pid}\n`);
      if (!ours || !(await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('imaging-process')) continue;
      return Number(/VmHWM:\s*(\d+) kB/.exec(status)![1]) * 1024;
    } catch {
      // It ended between the listing and the reading.
    }
  }
  throw new Error('the imaging process was not found');
}
