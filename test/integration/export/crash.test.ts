import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../electron/base/clock.ts';
import { createExporter } from '../../../electron/export/exporter.ts';
import { cleanOutput } from '../../../electron/export/output-folder.ts';
import type { WriteRequest } from '../../../electron/export/writer.ts';

const RESULT = '\xff\xd8\xff\xe0 result';

let folder: string;
let source: string;
let output: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'afterglow-crash-')));
  source = join(folder, 'shoot', 'a.jpg');
  output = join(folder, 'out');
  await mkdir(join(folder, 'shoot'));
  await mkdir(output);
  await writeFile(source, 'original');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Exports in another process until it is killed. Returns the name that it had reserved, as the queue's store would. */
async function exportUntilKilled(moment: string): Promise<string | undefined> {
  const program = fileURLToPath(new URL('crash-child.ts', import.meta.url));
  const child = spawn(process.execPath, [program, output, source, moment], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('exit', (_code, signal) => resolve(signal)));
  const reserved = await text(child.stdout);
  if (process.platform !== 'win32') expect(await ended).toBe('SIGKILL');
  return reserved === '' ? undefined : reserved;
}

const files = async () =>
  (await readdir(output, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

test.each([
  ['reserved', 0, 0],
  ['half rendered', 1, 0],
  ['rendered', 1, 0],
  ['published', 0, 1],
])(
  'killed when %s: nothing half-written has a name, and going on makes one result',
  async (moment, litter, results) => {
    const planned = await exportUntilKilled(moment);
    const path = join(output, 'day 1', 'a.jpg');
    expect(planned).toBe(path);
    const left = await files();
    expect(left.filter((file) => file.endsWith('.part'))).toHaveLength(litter);
    expect(left.filter((file) => file === path)).toHaveLength(results);

    expect(await cleanOutput(output)).toBe(litter);
    const exporter = createExporter<WriteRequest & { batch: string }, null>({
      batches: () => ({
        outputRoot: output,
        originals: { roots: [join(folder, 'shoot')], folders: new Set<string>(), isOriginal: () => false },
        onConflict: 'rename',
        keepModifiedTime: false,
        written: [],
        options: null,
      }),
      extension: () => Promise.resolve('.jpg'),
      async render(_request, _options, target) {
        await writeFile(target, RESULT, 'latin1');
        return { kind: 'written', extension: '.jpg', bytes: RESULT.length, width: 1, height: 1 };
      },
      clock: systemClock,
    });
    const request = { job: 'a', batch: 'batch', source, relativePath: 'day 1/a.jpg', planned };
    expect(await exporter.export(request, () => undefined, new AbortController().signal)).toMatchObject({
      output: path,
    });
    expect(await files()).toEqual([path]);
    expect(await readFile(path, 'latin1')).toBe(RESULT);
  },
);
