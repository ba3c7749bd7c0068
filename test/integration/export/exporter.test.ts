import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../electron/base/clock.ts';
import { createExporter } from '../../../electron/export/exporter.ts';
import type { ExportPort, ExportRequest } from '../../../electron/queue/ports.ts';
import {
  exporter,
  never,
  original,
  output,
  outputs,
  pictureOf,
  render,
  reserved,
  run,
  source,
  targets,
  text,
} from './bench.ts';

describe('a result', () => {
  test('is what the queue asks an exporter for', async () => {
    const port: ExportPort = createExporter<ExportRequest, null>({
      batches: () => ({
        outputRoot: output,
        originals: { roots: [source], folders: new Set<string>(), isOriginal: () => false },
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
      originalPicture: '00',
      submitted: '/kept/submitted',
      retouched: '/kept/retouched',
      planned: undefined,
      wish: {},
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
        notes: [],
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
