import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { systemCode } from '../base/reason.ts';
import { collisionKey } from './file-name.ts';
import { outputFolderOf, planOutput, type NameWish, type OutputPlan, type Owner } from './plan.ts';

/** The names in one output folder: what lies on the disk, and what this batch has taken. */
export interface Names {
  /** Decides a job's output path and keeps it for that job; an earlier claim of the same job is given up. */
  claim(job: string, wish: NameWish): Promise<OutputPlan>;
  /** Takes exactly this path if no other photo of the batch has it. */
  claimExactly(job: string, relativePath: string): boolean;
  /** Gives a job's name back: nothing was written. */
  release(job: string): void;
  /** Notes that an original lies at this path: nothing ever takes its name. */
  protect(relativePath: string): void;
  /** Notes that a file has appeared on the disk that was not there when the folder was read. */
  appeared(relativePath: string): void;
}

/** Owner of what an earlier run of the same batch has written. */
const EARLIER_RUN = '';

/** `written`: absolute paths of the results that an earlier run of this batch has left. */
export function createNames(outputRoot: string, written: Iterable<string>): Names {
  /** Collision key -> job. */
  const owners = new Map<string, string>();
  const keys = new Map<string, string>();
  /** Folder below the root -> collision keys of what lies in it. Read once: later files are met when the name is published. */
  const listings = new Map<string, Promise<Set<string>>>();
  const met = new Set<string>();
  const originals = new Set<string>();

  for (const path of written) owners.set(collisionKey(relative(outputRoot, path).split(sep).join('/')), EARLIER_RUN);

  function listing(folder: string): Promise<Set<string>> {
    let keysInFolder = listings.get(folder);
    if (keysInFolder === undefined) {
      keysInFolder = readKeys(outputRoot, folder);
      listings.set(folder, keysInFolder);
      // A folder that could not be read is read again next time.
      keysInFolder.catch(() => listings.delete(folder));
    }
    return keysInFolder;
  }

  function take(job: string, key: string): void {
    owners.set(key, job);
    keys.set(job, key);
  }

  function release(job: string): void {
    const key = keys.get(job);
    if (key === undefined) return;
    keys.delete(job);
    owners.delete(key);
  }

  return {
    async claim(job, wish) {
      const onDisk = await listing(outputFolderOf(wish.relativePath, wish.folderRules));
      // From here to the end nothing waits, so two jobs can't decide on the same name.
      release(job);
      const own = new Set((wish.replaceable ?? []).map(collisionKey));
      const plan = planOutput(wish, (relativePath): Owner => {
        const key = collisionKey(relativePath);
        if (originals.has(key)) return 'original';
        if (owners.has(key)) return 'batch';
        if (own.has(key)) return 'own';
        return onDisk.has(key) || met.has(key) ? 'disk' : 'nobody';
      });
      if (plan.kind === 'write') take(job, collisionKey(plan.relativePath));
      return plan;
    },
    claimExactly(job, relativePath) {
      const key = collisionKey(relativePath);
      const owner = owners.get(key);
      if (originals.has(key) || (owner !== undefined && owner !== job)) return false;
      release(job);
      take(job, key);
      return true;
    },
    release,
    protect: (relativePath) => originals.add(collisionKey(relativePath)),
    appeared: (relativePath) => met.add(collisionKey(relativePath)),
  };
}

async function readKeys(outputRoot: string, folder: string): Promise<Set<string>> {
  try {
    const entries = await readdir(join(outputRoot, folder));
    return new Set(entries.map((name) => collisionKey(folder === '' ? name : `${folder}/${name}`)));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return new Set();
    throw error;
  }
}
