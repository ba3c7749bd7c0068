import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../electron/base/clock.ts';
import { createExporter, type ExportPlace } from '../../../electron/export/exporter.ts';
import type { ExportPort, ExportRequest } from '../../../electron/queue/ports.ts';
import type { ExportAnswer, RenderAnswer, WriteRequest } from '../../../electron/export/writer.ts';

/** What the renderer of these tests needs to know: the extension it writes. */
interface Options {
  readonly extension: string;
}

let folder: string;
let source: string;
let output: string;
let reserved: string[];
/** Where the renderer was asked to write. */
let targets: string[];

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'afterglow-export-')));
  source = join(folder, 'shoot');
  output = join(folder, 'shoot - Retouched');
  await mkdir(source);
  await mkdir(output);
  reserved = [];
  targets = [];
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const never = new AbortController().signal;
const signature = (extension: string) => (/png/i.test(extension) ? '\x89PNG\r\n\x1a\n' : '\xff\xd8\xff\xe0');

/** The bytes that stand for a photo's result. */
const pictureOf = (relativePath: string, extension = '.jpg') =>
  Buffer.from(`${signature(extension)} result of ${relativePath}`, 'latin1');

type Render = (request: WriteRequest, options: Options, target: string, signal: AbortSignal) => Promise<RenderAnswer>;

const render: Render = async (request, { extension }, target) => {
  targets.push(target);
  const bytes = pictureOf(request.relativePath, extension);
  await writeFile(target, bytes, { flag: 'wx' });
  return { kind: 'written', extension, bytes: bytes.length, width: 30, height: 20, details: { unchanged: 0.9 } };
};

function exporter(place: Partial<ExportPlace<Options>> = {}, changes: { render?: Render; expected?: string } = {}) {
  return createExporter<WriteRequest & { batch: string }, Options>({
    batches: (id) =>
      id === 'batch'
        ? {
            outputRoot: output,
            sourceRoots: [source],
            onConflict: 'rename',
            keepModifiedTime: false,
            written: [],
            options: { extension: '.jpg' },
            ...place,
          }
        : undefined,
    extension: (_, options) => Promise.resolve(changes.expected ?? options.extension),
    render: changes.render ?? render,
    clock: systemClock,
  });
}

async function original(relativePath: string): Promise<string> {
  const path = join(source, relativePath);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'original');
  return path;
}

async function run(
  relativePath: string,
  by = exporter(),
  { planned, signal = never }: { planned?: string; signal?: AbortSignal } = {},
): Promise<ExportAnswer> {
  const request = {
    job: `job of ${relativePath}`,
    batch: 'batch',
    source: await original(relativePath),
    relativePath,
    planned,
  };
  return by.export(request, (path) => reserved.push(path), signal);
}

async function outputs(): Promise<Record<string, string>> {
  const entries = await readdir(output, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(
    files.map(async (file) => [file.slice(output.length + 1), await readFile(file, 'latin1')]),
  );
  return Object.fromEntries(contents.sort()) as Record<string, string>;
}

const text = (relativePath: string) => pictureOf(relativePath).toString('latin1');

describe('a result', () => {
  test('is what the queue asks an exporter for', async () => {
    const port: ExportPort = createExporter<ExportRequest, null>({
      batches: () => ({
        outputRoot: output,
        sourceRoots: [source],
        onConflict: 'rename',
        keepModifiedTime: false,
        written: [],
        options: null,
      }),
      extension: () => Promise.resolve('.jpg'),
      render: (request, _, target, signal) => render(request, { extension: '.jpg' }, target, signal),
      clock: systemClock,
    });
    const request = {
      job: 'a',
      batch: 'batch',
      source: await original('a.jpg'),
      relativePath: 'a.jpg',
      settings: { level: 0.5, multiFace: false },
      originalSha256: '00',
      submitted: '/kept/submitted',
      retouched: '/kept/retouched',
      planned: undefined,
    };
    expect(await port.export(request, () => undefined, never)).toMatchObject({ output: join(output, 'a.jpg') });
  });

  test('is written under its mirrored name, reserved before, rendered beside it, with what was measured of it', async () => {
    const answer = await run('day 1/anna.jpg');
    const path = join(output, 'day 1', 'anna.jpg');
    expect(answer).toEqual({
      kind: 'exported',
      output: path,
      details: {
        extension: '.jpg',
        bytes: pictureOf('day 1/anna.jpg').length,
        width: 30,
        height: 20,
        unchanged: 0.9,
        exportSeconds: expect.any(Number) as number,
      },
    });
    expect(reserved).toEqual([path]);
    expect(targets.map(dirname)).toEqual([dirname(path)]);
    expect(await outputs()).toEqual({ 'day 1/anna.jpg': text('day 1/anna.jpg') });
    expect(await readdir(source, { recursive: true })).toEqual(['day 1', 'day 1/anna.jpg']);
  });

  test('carries the modification time of its original when asked', async () => {
    const by = exporter({ keepModifiedTime: true });
    const path = await original('a.jpg');
    await utimes(path, 1_600_000_000, 1_600_000_000);
    const request = { job: 'a', batch: 'batch', source: path, relativePath: 'a.jpg', planned: undefined };
    await by.export(request, () => undefined, never);
    expect((await stat(join(output, 'a.jpg'))).mtimeMs).toBe(1_600_000_000_000);
  });

  test('takes the extension it turned out to have', async () => {
    const by = exporter({ options: { extension: '.png' } }, { expected: '.jpg' });
    expect(await run('a.jpg', by)).toMatchObject({ kind: 'exported', output: join(output, 'a.png') });
    expect(reserved).toEqual([join(output, 'a.jpg'), join(output, 'a.png')]);
    expect(Object.keys(await outputs())).toEqual(['a.png']);
    expect(await run('a (again).jpg', exporter())).toMatchObject({ output: join(output, 'a (again).jpg') });
  });

  test.skipIf(process.platform === 'win32')('unusual names arrive as they were', async () => {
    const names = [
      'tab\there.jpg',
      '-rf.jpg',
      `${'é'.repeat(125)}.jpg`,
      '👩🏽‍🦱 🎉.jpg',
      'صورة.jpg',
      ' leading.jpg',
      'CON.jpg',
    ];
    const by = exporter();
    for (const name of names) expect(await run(name, by)).toMatchObject({ output: join(output, name) });
    expect(new Set(await readdir(output))).toEqual(new Set(names));
  });
});

describe('names', () => {
  test('photos of one batch whose results would have one name are kept apart, also at the same moment', async () => {
    const by = exporter({ onConflict: 'overwrite' });
    const answers = await Promise.all(
      ['same.jpg', 'same.png', 'SAME.tif', 'sub/same.jpg'].map((path) => run(path, by)),
    );
    expect(answers.map((answer) => answer.kind)).toEqual(['exported', 'exported', 'exported', 'exported']);
    expect(Object.values(await outputs()).sort()).toEqual(
      ['same.jpg', 'same.png', 'SAME.tif', 'sub/same.jpg'].map(text).sort(),
    );
    expect(new Set((await readdir(output)).map((name) => name.toLowerCase()))).toEqual(
      new Set(['same.jpg', 'same (2).jpg', 'same (3).jpg', 'sub']),
    );
  });

  test('what the batch wrote before a restart is not overwritten either', async () => {
    await run('same.jpg', exporter({ onConflict: 'overwrite' }));
    const after = exporter({ onConflict: 'overwrite', written: [join(output, 'same.jpg')] });
    expect(await run('same.png', after)).toMatchObject({ output: join(output, 'same (2).jpg') });
    expect(await outputs()).toMatchObject({ 'same.jpg': text('same.jpg') });
  });

  test.each([
    ['rename', { kind: 'exported' }, ['a (2).jpg', 'a.jpg'], 'mine'],
    ['skip', { kind: 'skipped', reason: { code: 'already-there' } }, ['a.jpg'], 'mine'],
    ['overwrite', { kind: 'exported' }, ['a.jpg'], text('a.jpg')],
  ] as const)('a file that was there: %s', async (onConflict, answer, files, content) => {
    await writeFile(join(output, 'a.jpg'), 'mine');
    expect(await run('a.jpg', exporter({ onConflict }))).toMatchObject(answer);
    expect(Object.keys(await outputs())).toEqual(files);
    expect(await readFile(join(output, 'a.jpg'), 'latin1')).toBe(content);
    if (onConflict === 'skip') expect(targets).toEqual([]);
  });

  test('a file that appears during the work is never overwritten', async () => {
    const by = exporter(
      {},
      {
        render: async (...args) => {
          await writeFile(join(output, 'a.jpg'), 'someone else’s');
          return render(...args);
        },
      },
    );
    expect(await run('a.jpg', by)).toMatchObject({ kind: 'exported', output: join(output, 'a (2).jpg') });
    expect(reserved).toEqual([join(output, 'a.jpg'), join(output, 'a (2).jpg')]);
    expect(await readFile(join(output, 'a.jpg'), 'utf8')).toBe('someone else’s');
  });

  test('a name that was not used is free for the next photo', async () => {
    const reason = { code: 'damaged', message: 'Damaged.' };
    const by = exporter(
      {},
      {
        render: (request, ...rest) =>
          request.relativePath === 'same.jpg' ? Promise.resolve({ kind: 'refused', reason }) : render(request, ...rest),
      },
    );
    expect(await run('same.jpg', by)).toEqual({ kind: 'failed', reason });
    expect(await run('same.png', by)).toMatchObject({ output: join(output, 'same.jpg') });
  });
});

describe('after a crash', () => {
  const planned = () => join(output, 'a.jpg');

  test('before the name was given: the reserved name is used', async () => {
    expect(await run('a.jpg', exporter(), { planned: planned() })).toMatchObject({ output: planned() });
    expect(Object.keys(await outputs())).toEqual(['a.jpg']);
  });

  test('after the name was given: the result is recognised, and there is no second one', async () => {
    await run('a.jpg');
    reserved = [];
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
    const reason = { code: 'disk-full', message: 'Full.' };
    expect(await run('a.jpg', exporter({}, { render: () => Promise.resolve({ kind: 'local', reason }) }))).toEqual({
      kind: 'local',
      reason,
    });
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
