import { isTemporaryName } from '../../../electron/base/durable-file.ts';
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryBeside } from '../../../electron/base/durable-file.ts';
import { checkOutput, cleanOutput, defaultOutput, makeOutputFolder } from '../../../electron/export/output-folder.ts';

let folder: string;
let source: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'afterglow-output-')));
  source = join(folder, 'shoot');
  await mkdir(join(source, 'day 1'), { recursive: true });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const refused = (code: string) => ({ reason: { code, message: expect.stringMatching(/\. |\.$/) as string } });

describe('the default', () => {
  test('is beside the folder, for a link beside the folder it leads to', async () => {
    expect(await defaultOutput(source)).toBe(join(folder, 'shoot - Retouched'));
    expect(await defaultOutput(`${source}/`)).toBe(join(folder, 'shoot - Retouched'));
    await symlink(source, join(folder, 'day 0'));
    expect(await defaultOutput(join(folder, 'day 0'))).toBe(join(folder, 'shoot - Retouched'));
  });

  test('is refused for a whole drive', async () => {
    await expect(defaultOutput(parse(folder).root)).rejects.toMatchObject(refused('no-default-output'));
  });
});

describe('an output folder', () => {
  test.each([
    ['beside the originals', 'shoot - Retouched'],
    ['with a name that begins like theirs', 'shoot2/deep/er'],
    ['that is still to be made', 'a/b/c'],
  ])('%s is fine', async (_, name) => {
    expect(await checkOutput([source], join(folder, name))).toBe(join(folder, name));
  });

  test.each([
    ['the originals’ folder itself', 'shoot', 'output-is-source'],
    ['spelled in a roundabout way', 'shoot/day 1/..', 'output-is-source'],
    ['inside it', 'shoot/day 1', 'output-inside-source'],
    ['inside it, still to be made', 'shoot/new/deeper', 'output-inside-source'],
    ['around it', '.', 'output-holds-source'],
  ])('%s is refused', async (_, name, code) => {
    await expect(checkOutput([source], join(folder, name))).rejects.toMatchObject(refused(code));
  });

  test('every source counts', async () => {
    await mkdir(join(folder, 'second'));
    await expect(checkOutput([join(folder, 'second'), source], join(source, 'x'))).rejects.toMatchObject(
      refused('output-inside-source'),
    );
  });

  test.skipIf(process.platform === 'win32')('links do not hide where it is', async () => {
    await symlink(source, join(folder, 'link'));
    await expect(checkOutput([source], join(folder, 'link'))).rejects.toMatchObject(refused('output-is-source'));
    await expect(checkOutput([source], join(folder, 'link', 'new'))).rejects.toMatchObject(
      refused('output-inside-source'),
    );
    await expect(checkOutput([join(folder, 'link')], join(source, 'new'))).rejects.toMatchObject(
      refused('output-inside-source'),
    );
  });

  test('a file is refused, and so is a place below one', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(checkOutput([source], file)).rejects.toMatchObject(refused('output-not-a-folder'));
    await expect(checkOutput([source], join(file, 'x'))).rejects.toMatchObject(refused('output-not-a-folder'));
    await expect(makeOutputFolder(join(file, 'x'))).rejects.toMatchObject(refused('in-the-way'));
  });

  test('is made with its parents, and may be there already', async () => {
    const output = join(folder, 'a', 'b', 'c');
    await makeOutputFolder(output);
    await makeOutputFolder(output);
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['c']);
  });
});

describe('cleaning', () => {
  test('removes what interrupted exports left, at every depth, and nothing else', async () => {
    const output = join(folder, 'out');
    await mkdir(join(output, 'day 1', 'deep'), { recursive: true });
    const kept = ['photo.jpg', 'film.part', '.hidden.part', '.a.0123456789ab.part.jpg', '.DS_Store'];
    for (const name of kept) await writeFile(join(output, name), '');
    for (const at of [output, join(output, 'day 1', 'deep')]) {
      await writeFile(temporaryBeside(join(at, 'IMG 1.jpg')), '');
      await writeFile(temporaryBeside(join(at, '写真.jpg')), '');
    }
    expect(await cleanOutput(output)).toBe(4);
    expect((await readdir(output, { recursive: true })).sort()).toEqual(
      [...kept, 'day 1', join('day 1', 'deep')].sort(),
    );
  });

  test.skipIf(process.platform === 'win32')(
    'does not follow links, and a folder that is not there is clean',
    async () => {
      const outside = temporaryBeside(join(source, 'a.jpg'));
      await writeFile(outside, '');
      await mkdir(join(folder, 'out'));
      await symlink(source, join(folder, 'out', 'link'));
      await symlink(outside, temporaryBeside(join(folder, 'out', 'a.jpg')));
      expect(await cleanOutput(join(folder, 'out'))).toBe(0);
      expect(await cleanOutput(join(folder, 'nowhere'))).toBe(0);
    },
  );

  test('knows the names of temporary files by their pattern alone', () => {
    expect(isTemporaryName('.IMG1jpg.0123456789ab.part')).toBe(true);
    expect(isTemporaryName('..0123456789ab.part')).toBe(true);
    expect(isTemporaryName('IMG1jpg.0123456789ab.part')).toBe(false);
    expect(isTemporaryName('.IMG1jpg.0123456789AB.part')).toBe(false);
  });
});
