import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { systemClock } from '../../../electron/base/clock.ts';
import { createExporter, type ExportPlace } from '../../../electron/export/exporter.ts';
import type { OutputDrive } from '../../../electron/export/publish.ts';
import type { ExportAnswer, RenderAnswer, WriteRequest } from '../../../electron/export/writer.ts';

/** What the renderer of these tests needs to know: the extension it writes. */
interface Options {
  readonly extension: string;
}

export let folder: string;
export let source: string;
export let output: string;
/** What was reserved, in order. */
export let reserved: string[];
/** Where the renderer was asked to write. */
export let targets: string[];

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

export const never = new AbortController().signal;
const signature = (extension: string) => (/png/i.test(extension) ? '\x89PNG\r\n\x1a\n' : '\xff\xd8\xff\xe0');

/** The bytes that stand for a photo's result. */
export const pictureOf = (relativePath: string, extension = '.jpg') =>
  Buffer.from(`${signature(extension)} result of ${relativePath}`, 'latin1');

type Render = (request: WriteRequest, options: Options, target: string, signal: AbortSignal) => Promise<RenderAnswer>;

export const render: Render = async (request, { extension }, target) => {
  targets.push(target);
  const bytes = pictureOf(request.relativePath, extension);
  await writeFile(target, bytes, { flag: 'wx' });
  return { kind: 'written', extension, bytes: bytes.length, width: 30, height: 20, details: { unchanged: 0.9 } };
};

export function exporter(
  place: Partial<ExportPlace<Options>> = {},
  changes: { render?: Render; expected?: string; drive?: OutputDrive } = {},
) {
  return createExporter<WriteRequest & { batch: string }, Options>({
    batches: (id) =>
      id === 'batch'
        ? {
            outputRoot: output,
            originals: { roots: [source], folders: new Set(), isOriginal: () => false },
            onConflict: 'rename',
            keepModifiedTime: false,
            written: [],
            options: { extension: '.jpg' },
            ...place,
          }
        : undefined,
    extension: (_, options) => Promise.resolve(changes.expected ?? options.extension),
    render: changes.render ?? render,
    ...(changes.drive && { drive: changes.drive }),
    clock: systemClock,
  });
}

export async function original(relativePath: string): Promise<string> {
  const path = join(source, relativePath);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'original');
  return path;
}

export async function run(
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

export async function outputs(): Promise<Record<string, string>> {
  const entries = await readdir(output, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(
    files.map(async (file) => [file.slice(output.length + 1), await readFile(file, 'latin1')]),
  );
  return Object.fromEntries(contents.sort()) as Record<string, string>;
}

export const text = (relativePath: string) => pictureOf(relativePath).toString('latin1');
