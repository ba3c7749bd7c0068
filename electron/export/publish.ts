import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../base/durable-file.ts';
import { systemCode } from '../base/reason.ts';

/** What the writer needs of a file system to give results their names. Tests put other drives in its place. */
export interface OutputDrive {
  readonly makeFolder: (folder: string) => Promise<void>;
  readonly publishNew: (temporary: string, output: string) => Promise<Published>;
  readonly publishOver: (temporary: string, output: string) => Promise<void>;
}

/** File systems that know no hard links (exFAT, some network drives) answer with one of these. */
const NO_LINKS = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EINVAL',
  'EMLINK',
  'EXDEV',
  'UNKNOWN',
  'EISDIR',
]);

export type Published = 'published' | 'exists';

/**
 * Gives the finished file `temporary` its final name in the same folder, unless a file of that name is there: then nothing
 * is changed, not even if that file appeared this very moment. On disk when it returns. `makeLink` is the system's `link`.
 */
export async function publishNew(temporary: string, output: string, makeLink = link): Promise<Published> {
  try {
    await makeLink(temporary, output);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return 'exists';
    if (code === undefined || !NO_LINKS.has(code)) throw error;
    return publishOverPlaceholder(temporary, output);
  }
  await syncFolder(dirname(output));
  await rm(temporary);
  return 'published';
}

/** Without links: an empty file, made only if none was there, takes the name; then it is replaced, and nothing else can be. */
async function publishOverPlaceholder(temporary: string, output: string): Promise<Published> {
  try {
    await (await open(output, 'wx')).close();
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return 'exists';
    throw error;
  }
  try {
    await rename(temporary, output);
  } catch (error) {
    await rm(output, { force: true });
    throw error;
  }
  await syncFolder(dirname(output));
  return 'published';
}

/** Gives the finished file its final name, replacing what has it. On disk when it returns. */
export async function publishOver(temporary: string, output: string): Promise<void> {
  await rename(temporary, output);
  await syncFolder(dirname(output));
}
