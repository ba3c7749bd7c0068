import { access, constants, mkdir, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { isTemporaryName, syncFile, syncFolder, temporaryBeside } from '../base/durable-file.ts';
import { answered } from '../base/answering.ts';
import { identityIfThere, identityOf } from '../base/file-facts.ts';
import { ReasonError, systemCode } from '../base/reason.ts';
import { isNameRefusal, systemTroubleOf } from '../base/system-errors.ts';

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
 *
 * @param photos real paths of the photos: links may have led anywhere, and where they led no result may go
 */
export async function checkOutput(
  sourceRoots: readonly string[],
  output: string,
  photos: Iterable<string> = [],
): Promise<string> {
  const absolute = resolve(output);
  const { folder, exists } = await deepestExisting(absolute);
  if (!(await isFolder(folder))) {
    throw new ReasonError(
      'output-not-a-folder',
      `“${output}” is a file or lies in one. Choose a folder for the results.`,
    );
  }
  const outputPath = await identitiesUpwards(folder);
  for (const photoFolder of exists ? new Set([...photos].map((photo) => dirname(photo))) : []) {
    if (outputPath[0] === (await answered(photoFolder, () => identityOf(photoFolder), { folder: photoFolder })))
      throw new ReasonError('output-is-source', isSource(photoFolder));
  }
  for (const root of sourceRoots) {
    const sourcePath = await answered(root, async () => identitiesUpwards(await realpath(root)), { folder: root });
    const [source] = sourcePath;
    if (source === undefined) continue;
    if (exists && outputPath[0] === source) {
      throw new ReasonError('output-is-source', isSource(root));
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
    const identity = await identityIfThere(root);
    if (identity !== undefined && upwards.includes(identity)) return true;
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

/**
 * Makes a folder and its missing parents so that they survive a power cut: one by one, since a system that makes all at once
 * may call a name that it refuses a folder that is not there.
 *
 * @param makeOne the system's `mkdir`
 */
export async function makeFolder(folder: string, makeOne: (path: string) => Promise<unknown> = mkdir): Promise<void> {
  const missing: string[] = [];
  for (let path = folder; !(await isFolder(path)) && path !== dirname(path); path = dirname(path)) missing.push(path);
  for (const path of missing.reverse()) {
    await makeOne(path).catch(async (error: unknown) => {
      // Another photo's export was faster.
      if (systemCode(error) !== 'EEXIST' || !(await isFolder(path))) throw error;
    });
    await syncFolder(dirname(path));
  }
}

/**
 * Tries whether results can be written into the output folder, before anybody pays: writes a few bytes and removes them.
 * Throws a ReasonError when the system refuses.
 */
export async function tryOutputFolder(output: string): Promise<void> {
  const trial = temporaryBeside(join(output, 'trial'));
  try {
    await writeFile(trial, 'Afterglow tries whether results can be written here.', { flag: 'wx' });
    await syncFile(trial);
  } catch (error) {
    const trouble = systemTroubleOf(error, 'output', output);
    if (trouble === undefined) throw error;
    throw new ReasonError(
      trouble.reason.code,
      `Nothing can be written into the output folder “${output}”. ${trouble.reason.message}`,
      { cause: error },
    );
  } finally {
    await rm(trial, { force: true });
  }
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

function isSource(folder: string): string {
  return `The results can’t go into “${folder}”: originals lie there. Choose another folder.`;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || isNameRefusal(error)) return false;
    throw error;
  }
}

/** The real path of the part of `path` that exists already. */
export async function deepestExisting(path: string): Promise<{ folder: string; exists: boolean }> {
  for (let existing = path; ; existing = dirname(existing)) {
    try {
      return { folder: await realpath(existing), exists: existing === path };
    } catch (error) {
      const code = systemCode(error);
      if ((code !== 'ENOENT' && code !== 'ENOTDIR' && !isNameRefusal(error)) || existing === dirname(existing))
        throw error;
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
