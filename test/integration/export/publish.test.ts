import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { publishNew } from '../../../electron/export/publish.ts';

let folder: string;
let temporary: string;
let output: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterglow-publish-'));
  temporary = join(folder, '.a.part');
  output = join(folder, 'a.jpg');
  await writeFile(temporary, 'result');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const failing = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));

describe.each([
  ['with hard links', undefined],
  ['without hard links', failing('EOPNOTSUPP')],
])('%s', (_, makeLink) => {
  test('a free name is taken, and the temporary one is gone', async () => {
    expect(await publishNew(temporary, output, makeLink)).toBe('published');
    expect(await readdir(folder)).toEqual(['a.jpg']);
    expect(await readFile(output, 'utf8')).toBe('result');
  });

  test('a taken name is left as it is, even an empty file', async () => {
    await writeFile(output, '');
    expect(await publishNew(temporary, output, makeLink)).toBe('exists');
    expect(await readFile(output, 'utf8')).toBe('');
    expect(await readFile(temporary, 'utf8')).toBe('result');
  });

  test('of many that want the name at once, one gets it', async () => {
    const rivals = Array.from({ length: 8 }, (_unused, i) => join(folder, `.${i}.part`));
    await Promise.all(rivals.map((rival) => writeFile(rival, rival)));
    const answers = await Promise.all(rivals.map((rival) => publishNew(rival, output, makeLink)));
    expect(answers.filter((answer) => answer === 'published')).toHaveLength(1);
    expect(await readFile(output, 'utf8')).toBe(rivals[answers.indexOf('published')]);
  });
});

test('what is no lack of links is thrown, and takes no name', async () => {
  await expect(publishNew(temporary, output, failing('ENOSPC'))).rejects.toThrow('ENOSPC');
  expect(await readdir(folder)).toEqual(['.a.part']);
});

test('a placeholder does not outlive a failure', async () => {
  await rm(temporary);
  await expect(publishNew(temporary, output, failing('EPERM'))).rejects.toThrow('ENOENT');
  expect(await readdir(folder)).toEqual([]);
});
