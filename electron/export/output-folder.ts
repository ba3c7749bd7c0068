import { access, constants, mkdir, readdir, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { isTemporaryName, syncFolder } from '../base/durable-file.ts';
import { ReasonError, systemCode } from '../base/reason.ts';
import { systemTroubleOf } from '../base/system-errors.ts';

/**
 * Where the results of a source folder go when nobody says otherwise: `<folder> - Retouched` beside it. Throws a ReasonError
 * `no-default-output` where nothing can be made beside it.
 */
export async function defaultOutput(root: string): Promise<string> {
  const real = await realpath(resolve(root));
  const parent = dirname(real);
  if (real === parse(real).root) {
    throw new ReasonError(
      'no-default-output',
      `There is no place beside “${real}” for the results, because it is a whole drive. Choose an output folder.`,
    );
  }
  const output = join(parent, `${basename(real)} - Retouched`);
  if (await isFolder(output)) return output;
  try {
    await access(parent, constants.W_OK);
  } catch (error) {
    throw new ReasonError(
      'no-default-output',
      `No folder can be made in “${parent}” for the results. Choose an output folder elsewhere.`,
      { cause: error },
    );
  }
  return output;
}

/**
 * Makes sure that results at `output` can never touch an original, whatever links or spellings lead there. Returns its absolute
 * path. Throws a ReasonError: `output-is-source`, `output-inside-source`, `output-holds-source` or `output-not-a-folder`.
 */
export async function checkOutput(sourceRoots: readonly string[], output: string): Promise<string> {
  const absolute = resolve(output);
  const { folder, exists } = await deepestExisting(absolute);
  if (!(await isFolder(folder))) {
    throw new ReasonError(
      'output-not-a-folder',
      `“${output}” is a file or lies in one. Choose a folder for the results.`,
    );
  }
  const outputPath = await identitiesUpwards(folder);
  for (const root of sourceRoots) {
    const sourcePath = await identitiesUpwards(await realpath(root));
    const [source] = sourcePath;
    if (source === undefined) continue;
    if (exists && outputPath[0] === source) {
      throw new ReasonError(
        'output-is-source',
        `The results can’t go into “${root}”: the originals lie there. Choose another folder.`,
      );
    }
    if (outputPath.includes(source)) {
      throw new ReasonError(
        'output-inside-source',
        `The results can’t go into “${output}”: it lies inside the originals’ folder “${root}”. Choose a folder outside it.`,
      );
    }
    if (exists && outputPath[0] !== undefined && sourcePath.includes(outputPath[0])) {
      throw new ReasonError(
        'output-holds-source',
        `The results can’t go straight into “${output}”: the originals’ folder “${root}” lies in it, and both would mix. ` +
          'Choose a folder of its own for the results.',
      );
    }
  }
  return absolute;
}

/**
 * Whether a folder that exists is one of `roots` or lies in one, by identity: links and spellings don't matter. A root that
 * is no longer there holds nothing.
 */
export async function isInside(folder: string, roots: readonly string[]): Promise<boolean> {
  const upwards = await identitiesUpwards(await realpath(folder));
  for (const root of roots) {
    const source = await identityOf(root).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (source !== undefined && upwards.includes(source)) return true;
  }
  return false;
}

/** Makes the output folder, its parents included. Throws a ReasonError when the system refuses. */
export async function makeOutputFolder(output: string): Promise<void> {
  try {
    await makeFolder(output);
  } catch (error) {
    const trouble = systemTroubleOf(error, 'output', output);
    if (trouble === undefined) throw error;
    throw new ReasonError(
      trouble.reason.code,
      `The output folder “${output}” can’t be made. ${trouble.reason.message}`,
      { cause: error },
    );
  }
}

/** Makes a folder and its missing parents so that they survive a power cut. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/**
 * Removes the temporary files that interrupted exports left in an output folder, and nothing else. To be called before the
 * first export into it. Returns how many there were; a folder that does not exist has none.
 */
export async function cleanOutput(output: string): Promise<number> {
  let removed = 0;
  const pending = [output];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return [];
      throw error;
    });
    for (const entry of entries) {
      // A link to a folder is not ours, and could lead anywhere.
      if (entry.isDirectory()) pending.push(join(folder, entry.name));
      else if (entry.isFile() && isTemporaryName(entry.name)) {
        await rm(join(folder, entry.name), { force: true });
        removed++;
      }
    }
  }
  return removed;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
}

/** The real path of the part of `path` that exists already. */
async function deepestExisting(path: string): Promise<{ folder: string; exists: boolean }> {
  for (let existing = path; ; existing = dirname(existing)) {
    try {
      return { folder: await realpath(existing), exists: existing === path };
    } catch (error) {
      const code = systemCode(error);
      if ((code !== 'ENOENT' && code !== 'ENOTDIR') || existing === dirname(existing)) throw error;
    }
  }
}

/** The identities of a real path and of each folder it lies in, itself first. */
async function identitiesUpwards(folder: string): Promise<string[]> {
  const identities: string[] = [];
  for (let path = folder; ; path = dirname(path)) {
    identities.push(await identityOf(path));
    if (path === dirname(path)) return identities;
  }
}

/** Device and inode, links followed; the path itself where a file system has no inodes. */
async function identityOf(path: string): Promise<string> {
  const { dev, ino } = await stat(path, { bigint: true });
  return ino === 0n ? path : `${dev}:${ino}`;
}
