import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { scanInputs } from '../../../electron/catalog/scan.ts';

const JPEG = Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF', 'latin1');
const everything = { recursive: true };

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'afterglow-scan-')));
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function put(path: string, data: Uint8Array | string = JPEG): Promise<string> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, data);
  return file;
}

const names = (list: readonly { relativePath: string }[]) => list.map((file) => file.relativePath);
const reasons = (list: readonly { relativePath: string; reason: { code: string } }[]) =>
  Object.fromEntries(list.map((file) => [file.relativePath, file.reason.code]));

describe('a folder', () => {
  test('every file is either a photo or a line that says why not', async () => {
    const photos = [
      ' leading space.jpg',
      '$HOME and `tick`.jpg',
      '--output=x.jpg',
      '-rf.jpg',
      'Porträt von Müller – Größe.jpg',
      'photo.tar.gz.png.jpg',
      'Nikon.nef',
      'no_extension',
      'two  spaces and.dots..jpg',
      `${'é'.repeat(125)}.jpg`,
      'صورة شخصية.jpeg',
      '写真 テスト 顔.jpg',
      '👩🏽‍🦱 portrait 🎉.jpg',
      'sub folder ü/deep/same.jpg',
      ...(process.platform === 'win32' ? [] : ['tab\there.jpg', 'back\\slash.jpg', 'line\nbreak.jpg', 'CON.jpg']),
    ];
    for (const path of photos) await put(path);
    for (const path of ['.hidden.jpg', '._IMG_1.jpg', 'Thumbs.db', 'notes.txt', 'afterglow-report.json'])
      await put(path);
    await put('README', 'Just text, without an extension.');
    await put('.git/objects/a.jpg');
    await put('@eaDir/a.jpg');

    const scan = await scanInputs([root], everything);

    expect(new Set(names(scan.photos))).toEqual(new Set(photos));
    expect(reasons(scan.skipped)).toEqual({
      '.hidden.jpg': 'hidden',
      '._IMG_1.jpg': 'system-file',
      'Thumbs.db': 'system-file',
      'notes.txt': 'not-a-picture',
      'afterglow-report.json': 'own-output',
      README: 'not-a-picture',
      '.git': 'hidden',
      '@eaDir': 'system-file',
    });
    expect(scan.roots).toEqual([root]);
  });

  test('a photo carries its place, size and time', async () => {
    const file = await put('day 1/anna.jpg');
    await utimes(file, 1_700_000_000, 1_700_000_000);
    expect((await scanInputs([root], everything)).photos).toEqual([
      { path: file, root, relativePath: 'day 1/anna.jpg', bytes: JPEG.length, modifiedAt: 1_700_000_000_000 },
    ]);
  });

  test('photos come in reading order', async () => {
    for (const path of ['IMG_10.jpg', 'IMG_9.jpg', 'a/2.jpg', 'a/10.jpg']) await put(path);
    expect(names((await scanInputs([root], everything)).photos)).toEqual([
      'a/2.jpg',
      'a/10.jpg',
      'IMG_9.jpg',
      'IMG_10.jpg',
    ]);
  });

  test('names keep the composition the system gave them', async () => {
    await put('cafe\u0301.jpg');
    const onDisk = await readdir(root);
    expect(names((await scanInputs([root], everything)).photos)).toEqual(onDisk);
  });

  test('subfolders stay out when not asked for, with a line each', async () => {
    await put('top.jpg');
    await put('sub/below.jpg');
    const scan = await scanInputs([root], { recursive: false });
    expect(names(scan.photos)).toEqual(['top.jpg']);
    expect(reasons(scan.skipped)).toEqual({ sub: 'subfolder' });
  });

  test('results of an earlier batch below it are not retouched again, but may be named themselves', async () => {
    await put('shoot/a.jpg');
    await put('shoot - Retouched/a.jpg');
    const output = dirname(await put('shoot - Retouched/afterglow-report.json', '{}'));
    const scan = await scanInputs([root], everything);
    expect(names(scan.photos)).toEqual(['shoot/a.jpg']);
    expect(reasons(scan.skipped)).toEqual({ 'shoot - Retouched': 'own-output' });
    expect(names((await scanInputs([output], everything)).photos)).toEqual(['a.jpg']);
  });

  test('an empty folder holds nothing', async () => {
    expect(await scanInputs([root], everything)).toEqual({ photos: [], skipped: [], roots: [root] });
  });
});

describe('several inputs', () => {
  test('a file that is reachable twice appears once, under the input that named it first', async () => {
    const file = await put('shoot/day/a.jpg');
    await put('shoot/b.jpg');
    const shoot = join(root, 'shoot');
    const day = join(shoot, 'day');
    expect(names((await scanInputs([file, file, shoot, day, shoot], everything)).photos)).toEqual(['a.jpg', 'b.jpg']);
    const folders = await scanInputs([day, shoot], everything);
    expect(folders.photos.map((photo) => [photo.root, photo.relativePath])).toEqual([
      [day, 'a.jpg'],
      [shoot, 'b.jpg'],
    ]);
    expect(folders.skipped).toEqual([]);
    expect(folders.roots).toEqual([day, shoot]);
  });

  test('a file that is named itself is a photo whatever its name, for the pre-check to judge', async () => {
    const files = [await put('.hidden.jpg'), await put('notes.txt', 'text'), await put('-rf.jpg')];
    const scan = await scanInputs(files, everything);
    expect(names(scan.photos).sort()).toEqual(['-rf.jpg', '.hidden.jpg', 'notes.txt']);
    expect(scan.photos.every((photo) => photo.root === root)).toBe(true);
  });

  test('what is not there is said in plain words', async () => {
    await expect(scanInputs([join(root, 'nowhere')], everything)).rejects.toMatchObject({
      reason: { code: 'missing-input', message: expect.stringContaining('There is no file or folder') as string },
    });
    const file = await put('a.jpg');
    await expect(scanInputs([join(file, 'below')], everything)).rejects.toMatchObject({
      reason: { code: 'missing-input' },
    });
  });

  test('stops when told to', async () => {
    await put('a.jpg');
    const stopped = new Error('stop');
    await expect(scanInputs([root], { recursive: true, signal: AbortSignal.abort(stopped) })).rejects.toBe(stopped);
  });
});

describe.skipIf(process.platform === 'win32')('links', () => {
  const followed = { ...everything, followLinks: true };

  test('that lead out of the named folders are listed and left out', async () => {
    const outside = await put('elsewhere/deep/real.jpg');
    const inside = await put('shoot/day/z.jpg');
    await put('shoot-2/b.jpg');
    const shoot = join(root, 'shoot');
    await symlink(outside, join(shoot, 'file.jpg'));
    await symlink(join(root, 'elsewhere'), join(shoot, 'folder'));
    // A neighbour whose name begins alike is outside, and so is what a link within the folder leads to by another one.
    await symlink(join(root, 'shoot-2'), join(shoot, 'neighbour'));
    await symlink('../folder/deep', join(shoot, 'day', 'round about'));
    await symlink(join(shoot, 'day'), join(root, 'shoot-2', 'home'));
    const scan = await scanInputs([shoot], everything);
    expect(scan.photos.map(({ path }) => path)).toEqual([inside]);
    expect(reasons(scan.skipped)).toEqual({
      'file.jpg': 'link-out',
      folder: 'link-out',
      neighbour: 'link-out',
      'day/round about': 'link-out',
    });
    expect((await scanInputs([shoot], followed)).photos.map(({ path }) => path)).toContain(outside);
    // What was named is asked for, under whatever name.
    const both = await scanInputs([join(root, 'shoot-2'), shoot], everything);
    expect(names(both.photos).sort()).toEqual(['b.jpg', 'day/z.jpg']);
    expect(names((await scanInputs([join(shoot, 'file.jpg')], everything)).photos)).toEqual(['file.jpg']);
    expect(names((await scanInputs([join(shoot, 'folder')], everything)).photos)).toEqual(['deep/real.jpg']);
    // A file that was named does not open the folder that it lies in.
    const named = await scanInputs([outside, shoot], everything);
    expect(names(named.photos).sort()).toEqual(['day/z.jpg', 'real.jpg']);
    expect(reasons(named.skipped)['folder']).toBe('link-out');
  });

  test('a linked file is followed; a second name of a listed one is a line', async () => {
    const outside = await put('elsewhere/real.jpg');
    await put('shoot/z.jpg');
    await symlink(outside, join(root, 'shoot', 'linked.jpg'));
    await symlink('z.jpg', join(root, 'shoot', 'again.jpg'));
    await symlink('nowhere.jpg', join(root, 'shoot', 'broken.jpg'));
    const scan = await scanInputs([join(root, 'shoot')], followed);
    expect(scan.photos.map((photo) => [photo.relativePath, photo.path])).toEqual([
      ['linked.jpg', outside],
      ['z.jpg', join(root, 'shoot', 'z.jpg')],
    ]);
    expect(reasons(scan.skipped)).toEqual({ 'again.jpg': 'duplicate', 'broken.jpg': 'unreadable' });
  });

  test('loops are cut, and photos keep the names of their real folders', async () => {
    await put('shoot/z-real/a.jpg');
    await put('elsewhere/b.jpg');
    const shoot = join(root, 'shoot');
    await symlink(shoot, join(shoot, 'z-real', 'back'));
    await symlink(join(shoot, 'z-real'), join(shoot, 'a-link'));
    await symlink(join(root, 'elsewhere'), join(shoot, 'outside'));
    await symlink(shoot, join(root, 'elsewhere', 'home'));
    await symlink('itself', join(shoot, 'itself'));
    const scan = await scanInputs([shoot], followed);
    expect(names(scan.photos)).toEqual(['outside/b.jpg', 'z-real/a.jpg']);
    expect(reasons(scan.skipped)).toEqual({
      'z-real/back': 'loop',
      'a-link': 'loop',
      'outside/home': 'loop',
      itself: 'unreadable',
    });
  });

  test('a root that is itself a link is the folder it leads to', async () => {
    await put('shoot/a.jpg');
    await symlink(join(root, 'shoot'), join(root, 'link'));
    const scan = await scanInputs([join(root, 'link')], everything);
    expect(scan.roots).toEqual([join(root, 'shoot')]);
    expect(names(scan.photos)).toEqual(['a.jpg']);
  });

  test('a pipe is passed over, not waited for', async () => {
    execFileSync('mkfifo', [join(root, 'pipe.jpg'), join(root, 'pipe')]);
    const scan = await scanInputs([root], everything);
    expect(reasons(scan.skipped)).toEqual({ 'pipe.jpg': 'special-file', pipe: 'special-file' });
  });
});

test.runIf(process.platform === 'linux')('a name that is not text is named, not guessed', async () => {
  await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x61, 0xff]), Buffer.from('.jpg')]), JPEG);
  const scan = await scanInputs([root], everything);
  expect(scan.photos).toEqual([]);
  expect(reasons(scan.skipped)).toEqual({ 'a\ufffd.jpg': 'bad-name' });
});

test('what other programs and drives put beside the photos is left out with its reason, unless it is named itself', async () => {
  await put('IMG_1.jpg');
  const backup = await put('IMG_1.jpg_original');
  await put('IMG_1.jpg~');
  await put('IMG_2.jpg.crdownload');
  await put('IMG_3.jpg.download/IMG_3.jpg');
  await put('@eaDir/IMG_1.jpg/SYNOPHOTO_THUMB_XL.jpg');
  await put('#recycle/IMG_0.jpg');
  await put('Photos.photoslibrary/originals/0/A.jpeg');
  await put('Wedding Previews.lrdata/0/B.jpg');
  await put('CaptureOne/Cache/C.jpg');
  await put('Tool.xyz/Contents/Resources/icon.png');
  const { photos, skipped } = await scanInputs([root], everything);
  expect(names(photos)).toEqual(['IMG_1.jpg']);
  expect(reasons(skipped)).toEqual({
    'IMG_1.jpg_original': 'backup-copy',
    'IMG_1.jpg~': 'backup-copy',
    'IMG_2.jpg.crdownload': 'unfinished',
    'IMG_3.jpg.download': 'bundle',
    '@eaDir': 'system-file',
    '#recycle': 'system-file',
    'Photos.photoslibrary': 'bundle',
    'Wedding Previews.lrdata': 'bundle',
    'CaptureOne/Cache': 'program-cache',
    'Tool.xyz/Contents': 'bundle',
  });
  const named = await scanInputs([join(root, 'Photos.photoslibrary/originals'), backup], everything);
  expect(names(named.photos)).toEqual(['0/A.jpeg', 'IMG_1.jpg_original']);
});
