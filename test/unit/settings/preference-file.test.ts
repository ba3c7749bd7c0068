import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkPreferenceFile } from '../../../electron/settings/preference-file.ts';

const now = new Date('2026-05-04T03:02:01Z');
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-preferences-'));
  path = join(folder, 'preferences.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('is content without a file', () => {
  expect(checkPreferenceFile(path, now)).toEqual({ kind: 'absent' });
});

it.each([
  '{}',
  '{"mode":"demo","recentFolders":[{"name":"a","path":"/a"}]}',
  '{"window":{"bounds":{"x":1,"y":2,"width":3,"height":4},"maximized":false},"fromANewerVersion":[1]}',
])('takes %s as it is', async (text) => {
  await writeFile(path, text);
  expect(checkPreferenceFile(path, now)).toEqual({ kind: 'usable' });
  expect(await readFile(path, 'utf8')).toBe(text);
});

it.each([
  '',
  '{"mode":',
  'null',
  '[]',
  '{"mode":"free"}',
  '{"recentFolders":"/a"}',
  '{"window":{"bounds":{"x":1e99}}}',
])('sets %j aside, whole', async (text) => {
  await writeFile(path, text);
  const aside = join(folder, 'preferences.damaged-2026-05-04T03-02-01.000Z.json');
  expect(checkPreferenceFile(path, now)).toEqual({ kind: 'set-aside', aside });
  expect(await readFile(aside, 'utf8')).toBe(text);
  expect(await readdir(folder)).toHaveLength(1);
});
