import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { hasTool } from './tools.ts';

/** Reads and writes metadata with ExifTool, which shares no code with Afterglow. */

const run = promisify(execFile);

/** Whether the program is on this computer (Debian: libimage-exiftool-perl). Tests that need it skip without. */
export const hasExiftool = hasTool('ExifTool', 'exiftool', ['-ver']);

/** What ExifTool prints. Warnings about a file make it exit with 1 and are in what it prints. */
export async function exiftool(...args: readonly string[]): Promise<string> {
  const options = { maxBuffer: 256 * 1024 * 1024 };
  try {
    return (await run('exiftool', [...args], options)).stdout;
  } catch (error) {
    const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string };
    if (code === 1 && stdout !== '') return stdout;
    throw new Error(`exiftool: ${stderr}`, { cause: error });
  }
}

export type Tags = Readonly<Record<string, unknown>>;

/** All tags of files as `Group1:Name`, values as stored; one record per file, in their order. A second tag of that name has a number. */
export async function tagsOf(paths: readonly string[], ...args: readonly string[]): Promise<readonly Tags[]> {
  if (paths.length === 0) return [];
  const files = JSON.parse(await exiftool('-j', '-G1:4', '-a', '-struct', '-n', ...args, ...paths)) as Tags[];
  // ExifTool counts tags of one name across groups.
  return files.map((tags) => {
    const out: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(tags)) {
      const plain = name.replace(/:Copy\d+:/, ':');
      let key = plain;
      for (let n = 2; key in out; n++) key = `${plain} ${n}`;
      out[key] = value;
    }
    return out;
  });
}

/** What `exiftool -validate -warning -error -a` objects to in each file; empty where it is clean. Repeated ones count once. */
export async function objections(paths: readonly string[]): Promise<readonly (readonly string[])[]> {
  if (paths.length === 0) return [];
  // Group 4 numbers repeated ones, which JSON would otherwise lose.
  const text = await exiftool('-validate', '-warning', '-error', '-a', '-j', '-G4', ...paths);
  const files = JSON.parse(text) as Record<string, unknown>[];
  return files.map((file) => {
    const all = Object.entries(file)
      .filter(([name]) => /(?:^|:)(?:Warning|Error)$/.test(name))
      .map(([, value]) => String(value));
    return [...new Set(all)];
  });
}

/** Copies of files in a new folder below `folder`, with ExifTool's changes. Those that it left as they were are left out. */
export async function editedCopies(
  folder: string,
  files: readonly string[],
  args: readonly string[],
): Promise<{ readonly file: string; readonly copy: string }[]> {
  const place = await mkdtemp(join(folder, 'edited-'));
  const pairs = files.map((file, index) => ({ file, copy: join(place, `${index}-${basename(file)}`) }));
  for (const { file, copy } of pairs) await copyFile(file, copy);
  // It fails for the kinds that it can't write, and goes on with the others.
  await exiftool('-m', '-overwrite_original', ...args, place).catch(() => '');
  const changed: typeof pairs = [];
  for (const pair of pairs) {
    if (!(await readFile(pair.file)).equals(await readFile(pair.copy))) changed.push(pair);
  }
  return changed;
}
