/** Exports one photo and is killed at a chosen moment, as a power cut would do it. Arguments: output, source, moment. */
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemClock } from '../../../electron/base/clock.ts';
import { createExporter } from '../../../electron/export/exporter.ts';
import type { WriteRequest } from '../../../electron/export/writer.ts';

const [outputRoot = '', source = '', moment = ''] = process.argv.slice(2);

function die(now: string): void {
  if (now === moment) process.kill(process.pid, 'SIGKILL');
}

const exporter = createExporter<WriteRequest & { batch: string }, null>({
  batches: () => ({
    outputRoot,
    originals: { roots: [dirname(source)], folders: new Set<string>(), isOriginal: () => false },
    onConflict: 'rename',
    keepModifiedTime: false,
    written: [],
    options: null,
  }),
  extension: () => Promise.resolve('.jpg'),
  async render(_request, _options, target) {
    const bytes = Buffer.from('\xff\xd8\xff\xe0 result', 'latin1');
    await writeFile(target, bytes.subarray(0, 5));
    die('half rendered');
    await writeFile(target, bytes);
    die('rendered');
    return { kind: 'written', extension: '.jpg', bytes: bytes.length, width: 1, height: 1 };
  },
  clock: systemClock,
});

await exporter.export(
  { job: 'a', batch: 'batch', source, relativePath: 'day 1/a.jpg', planned: undefined },
  (output) => {
    process.stdout.write(output);
    die('reserved');
  },
  new AbortController().signal,
);
die('published');
