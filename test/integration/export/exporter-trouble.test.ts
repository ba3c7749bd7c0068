import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { localAnswer, systemTrouble } from '../../../electron/base/system-errors.ts';
import { exporter, folder, never, output, outputs, render, reserved, run, source, targets, text } from './bench.ts';

describe('after a crash', () => {
  const planned = () => join(output, 'a.jpg');

  test('before the name was given: the reserved name is used', async () => {
    expect(await run('a.jpg', exporter(), { planned: planned() })).toMatchObject({ output: planned() });
    expect(Object.keys(await outputs())).toEqual(['a.jpg']);
  });

  test('after the name was given: the result is recognised, and there is no second one', async () => {
    await run('a.jpg');
    reserved.length = 0;
    expect(await run('a.jpg', exporter(), { planned: planned() })).toMatchObject({
      kind: 'exported',
      output: planned(),
    });
    expect(await outputs()).toEqual({ 'a.jpg': text('a.jpg') });
    expect(reserved).toEqual([]);
  });

  test('with the rule skip, the own result is finished, not skipped', async () => {
    await run('a.jpg');
    const by = exporter({ onConflict: 'skip' });
    expect(await run('a.jpg', by, { planned: planned() })).toMatchObject({ kind: 'exported', output: planned() });
  });

  test('the empty file that held the name on a drive without links is filled', async () => {
    await writeFile(planned(), '');
    expect(await run('a.jpg', exporter(), { planned: planned() })).toMatchObject({ output: planned() });
    expect(await outputs()).toEqual({ 'a.jpg': text('a.jpg') });
  });

  test('a different file at the reserved name is somebody else’s', async () => {
    await writeFile(planned(), text('a.jpg').replace('result', 'RESULT'), 'latin1');
    expect(await run('a.jpg', exporter(), { planned: planned() })).toMatchObject({ output: join(output, 'a (2).jpg') });
    expect(await readFile(planned(), 'latin1')).toContain('RESULT');
  });

  test.each([
    ['in another folder', () => join(folder, 'elsewhere', 'a.jpg')],
    ['among the originals', () => join(source, 'a.jpg')],
    ['with another extension', () => join(output, 'a.png')],
  ])('a reserved name %s is not used', async (_, elsewhere) => {
    expect(await run('a.jpg', exporter(), { planned: elsewhere() })).toMatchObject({ output: join(output, 'a.jpg') });
    expect(await readFile(join(source, 'a.jpg'), 'utf8')).toBe('original');
  });

  test('a reserved name that another photo has meanwhile is not used', async () => {
    const by = exporter({ onConflict: 'overwrite' });
    await run('a.png', by);
    expect(await run('a.jpg', by, { planned: planned() })).toMatchObject({ output: join(output, 'a (2).jpg') });
    expect(await outputs()).toMatchObject({ 'a.jpg': text('a.png') });
  });
});

describe('when it does not work', () => {
  const left = async () => (await readdir(output, { recursive: true })).filter((name) => name.endsWith('.part'));

  test.each([
    ['ENOSPC', 'local', 'disk-full'],
    ['EROFS', 'local', 'read-only'],
    ['ENAMETOOLONG', 'failed', 'name-refused'],
  ])('%s is told as %s, and nothing is left behind', async (code, kind, reason) => {
    const by = exporter(
      {},
      {
        render: async (...args) => {
          await render(...args);
          throw Object.assign(new Error(code), { code });
        },
      },
    );
    expect(await run('a.jpg', by)).toMatchObject({ kind, reason: { code: reason } });
    expect(await outputs()).toEqual({});
  });

  test('trouble that the renderer tells of is passed on', async () => {
    const answer = localAnswer(systemTrouble('ENOSPC', 'data', '/data'));
    expect(await run('a.jpg', exporter({}, { render: () => Promise.resolve(answer) }))).toEqual(answer);
  });

  test('what happened to the original while rendering is not taken for trouble with the output', async () => {
    const gone = localAnswer(systemTrouble('ENOENT', 'original', '/shoot/a.jpg'));
    expect(await run('a.jpg', exporter({}, { render: () => Promise.resolve(gone) }))).toEqual({
      kind: 'failed',
      reason: gone.reason,
    });
    const fails = localAnswer(systemTrouble('EIO', 'original', '/shoot/a.jpg'));
    expect(await run('a.jpg', exporter({}, { render: () => Promise.resolve(fails) }))).toEqual(fails);
  });

  test.each([
    ['bytes are missing', (bytes: number) => ({ bytes: bytes + 1, extension: '.jpg' })],
    ['it is not what it says', (bytes: number) => ({ bytes, extension: '.png' })],
    ['it is empty', () => ({ bytes: 0, extension: '.jpg' })],
  ])('a file of which %s is not given its name', async (_, wrong) => {
    const by = exporter(
      {},
      {
        render: async (...args) => {
          const answer = await render(...args);
          return answer.kind === 'written' ? { ...answer, ...wrong(answer.bytes) } : answer;
        },
      },
    );
    expect(await run('a.jpg', by)).toMatchObject({ kind: 'local', reason: { code: 'write-incomplete' } });
    expect(await outputs()).toEqual({});
  });

  test('an output folder that is gone is not made anew: its drive may be unplugged', async () => {
    await rm(output, { recursive: true });
    expect(await run('a.jpg')).toMatchObject({ kind: 'local', reason: { code: 'output-gone' } });
    expect(await readdir(folder)).toEqual(['shoot']);
    await mkdir(output);
    expect(await run('a.jpg')).toMatchObject({ kind: 'exported' });
  });

  test('an original that is gone fails that photo only', async () => {
    const request = {
      job: 'a',
      batch: 'batch',
      source: join(source, 'gone.jpg'),
      relativePath: 'gone.jpg',
      planned: undefined,
    };
    expect(await exporter().export(request, () => undefined, never)).toMatchObject({
      kind: 'failed',
      reason: { code: 'source-gone' },
    });
  });

  test.skipIf(process.platform === 'win32')('an original that can’t be read is that photo’s trouble', async () => {
    const locked = join(source, 'locked.jpg');
    await symlink(locked, locked);
    const request = { job: 'a', batch: 'batch', source: locked, relativePath: 'locked.jpg', planned: undefined };
    expect(await exporter().export(request, () => undefined, never)).toMatchObject({
      kind: 'local',
      side: 'original',
      path: locked,
      effect: 'again',
    });
  });

  test('a file where a folder is needed fails that photo only', async () => {
    await writeFile(join(output, 'day 1'), 'a file');
    expect(await run('day 1/a.jpg')).toMatchObject({ kind: 'failed', reason: { code: 'in-the-way' } });
  });

  test.skipIf(process.platform === 'win32')('a link back to the originals is not written through', async () => {
    await mkdir(join(source, 'day 1'));
    await symlink(join(source, 'day 1'), join(output, 'day 1'));
    const by = exporter({ onConflict: 'overwrite' });
    expect(await run('day 1/a.jpg', by)).toMatchObject({ kind: 'failed', reason: { code: 'output-inside-source' } });
    expect(await readFile(join(source, 'day 1', 'a.jpg'), 'utf8')).toBe('original');
    expect(targets).toEqual([]);
  });

  test('stopping leaves nothing behind, and the name free', async () => {
    const stop = new AbortController();
    const stopped = new Error('stop');
    let stopping = true;
    const by = exporter(
      {},
      {
        render: async (...args) => {
          const answer = await render(...args);
          if (stopping) stop.abort(stopped);
          return answer;
        },
      },
    );
    await expect(run('same.jpg', by, { signal: stop.signal })).rejects.toBe(stopped);
    expect(await outputs()).toEqual({});
    stopping = false;
    expect(await run('same.png', by)).toMatchObject({ output: join(output, 'same.jpg') });
    expect(await left()).toEqual([]);
  });

  test('a fault of the program is thrown, not told as trouble with the drive', async () => {
    const fault = new TypeError('fault');
    await expect(run('a.jpg', exporter({}, { render: () => Promise.reject(fault) }))).rejects.toBe(fault);
    const request = { job: 'a', batch: 'unknown', source, relativePath: 'a.jpg', planned: undefined };
    await expect(exporter().export(request, () => undefined, never)).rejects.toThrow('no such batch');
  });
});
