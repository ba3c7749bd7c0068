import { mkdir, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder, tryOutputFolder } from '../../../electron/export/output-folder.ts';
import { publishNew, publishOver, type OutputDrive } from '../../../electron/export/publish.ts';
import type { ExportAnswer } from '../../../electron/export/writer.ts';
import { exporter, never, original, output, outputs, reserved, run, targets, text } from './bench.ts';

/** A drive that refuses names as exFAT does on Linux: it can't be mounted everywhere that tests run. */
function exfat(code: 'EINVAL' | 'EILSEQ'): OutputDrive {
  const check = (path: string): void => {
    if (/[<>:"|?*\\]|[. ]$/.test(basename(path))) throw Object.assign(new Error(code), { code });
  };
  return {
    makeFolder: (folder) =>
      makeFolder(folder, async (path) => {
        check(path);
        await mkdir(path);
      }),
    async publishNew(temporary, path) {
      check(path);
      return publishNew(temporary, path, () => Promise.reject(Object.assign(new Error(), { code: 'EPERM' })));
    },
    async publishOver(temporary, path) {
      check(path);
      await publishOver(temporary, path);
    },
  };
}

const notesOf = (answer: ExportAnswer) => (answer.kind === 'exported' ? answer.details['notes'] : answer);

describe.skipIf(process.platform === 'win32')('a name that the drive refuses', () => {
  test.each(['EINVAL', 'EILSEQ'] as const)('(%s) is made one that it takes, and that is said', async (code) => {
    const by = exporter({}, { drive: exfat(code) });
    const answer = await run('Ceremony 12:30.jpg', by);
    expect(answer).toMatchObject({ kind: 'exported', output: join(output, 'Ceremony 12_30.jpg') });
    expect(notesOf(answer)).toEqual([
      expect.objectContaining({ code: 'name-changed', message: expect.stringContaining('12_30') as string }),
    ]);
    expect(reserved.at(-1)).toBe(join(output, 'Ceremony 12_30.jpg'));
    expect(targets).toHaveLength(1);
    // Another photo that has that very name is another photo.
    expect(await run('Ceremony 12_30.jpg', by)).toMatchObject({ output: join(output, 'Ceremony 12_30 (2).jpg') });
    expect(Object.keys(await outputs())).toEqual(['Ceremony 12_30 (2).jpg', 'Ceremony 12_30.jpg']);
  });

  test('is changed in folders, too, alike for all that lies in them', async () => {
    const by = exporter({}, { drive: exfat('EINVAL') });
    expect(notesOf(await run('Day 1: church/a.jpg', by))).toMatchObject([{ code: 'name-changed' }]);
    await run('Day 1: church/b?.jpg', by);
    expect(await outputs()).toEqual({
      'Day 1_ church/a.jpg': text('Day 1: church/a.jpg'),
      'Day 1_ church/b_.jpg': text('Day 1: church/b?.jpg'),
    });
  });

  test('is used again after an interruption', async () => {
    const by = () => exporter({}, { drive: exfat('EINVAL') });
    const planned = join(output, 'a_.jpg');
    await run('a?.jpg', by());
    expect(await run('a?.jpg', by(), { planned })).toMatchObject({ kind: 'exported', output: planned });
    expect(Object.keys(await outputs())).toEqual(['a_.jpg']);
  });

  test('is left as it is where it is taken', async () => {
    const answer = await run('Ceremony 12:30.jpg', exporter());
    expect(answer).toMatchObject({ output: join(output, 'Ceremony 12:30.jpg') });
    expect(notesOf(answer)).toEqual([]);
  });
});

describe.skipIf(process.platform !== 'linux')('a name that is too long', () => {
  // 200 characters, 600 bytes: what APFS and NTFS take and ext4 refuses. The original is named shorter, or it could not be here.
  const long = '婚'.repeat(200);
  const exportLong = async (relativePath: string) => {
    const source = await original('a.jpg');
    const request = { job: relativePath, batch: 'batch', source, relativePath, planned: undefined };
    return exporter().export(request, (path) => reserved.push(path), never);
  };

  test('of a folder is shortened between two characters, and that is said', async () => {
    const answer = await exportLong(`${long}/a.jpg`);
    expect(answer).toMatchObject({ kind: 'exported', output: join(output, '婚'.repeat(33), 'a.jpg') });
    expect(notesOf(answer)).toMatchObject([{ code: 'name-changed' }]);
  });

  test('of a file is shortened', async () => {
    expect(await exportLong(`${long}.jpg`)).toMatchObject({
      kind: 'exported',
      output: join(output, `${'婚'.repeat(83)}.jpg`),
    });
  });
});

describe('the output folder', () => {
  test('is tried before anybody pays, and nothing is left in it', async () => {
    await tryOutputFolder(output);
    expect(await readdir(output)).toEqual([]);
    await expect(tryOutputFolder(join(output, 'gone'))).rejects.toMatchObject({ reason: { code: 'output-gone' } });
  });

  test('is made one folder at a time, so that the true reason is seen', async () => {
    const asked: string[] = [];
    const refuse = (path: string): Promise<void> => {
      asked.push(path);
      return Promise.reject(Object.assign(new Error('EINVAL'), { code: 'EINVAL' }));
    };
    await expect(makeFolder(join(output, 'a:', 'b'), refuse)).rejects.toMatchObject({ code: 'EINVAL' });
    expect(asked).toEqual([join(output, 'a:')]);
    await makeFolder(join(output, 'c', 'd', 'e'));
    await makeFolder(join(output, 'c', 'd', 'e'));
    expect(await readdir(join(output, 'c', 'd'))).toEqual(['e']);
  });
});
