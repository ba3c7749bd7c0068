import { realpath } from 'node:fs/promises';
import { answered } from '../base/answering.ts';
import { identityOf } from '../base/file-facts.ts';
import { systemCode } from '../base/reason.ts';
import { checkBelow, checkOutput, folderKeys, type Originals } from '../export/index.ts';
import type { Batch, JobStore, KnownOriginal } from '../queue/index.ts';

/** Files looked at together: enough to hide a network drive's delay. */
const AT_ONCE = 64;

/** What of a batch says where its photos come from and where the results go. */
interface BatchPlace {
  readonly sourceRoots: readonly string[];
  readonly outputRoot: string;
  readonly photos: readonly { readonly source: string; readonly relativePath: string }[];
  readonly strip?: boolean;
}

/**
 * Makes sure, before anybody pays, that no result can land among originals, whatever links lead there.
 *
 * @returns the photos as the queue is to remember them
 * @throws ReasonError as `checkOutput` and `checkBelow` do
 */
export async function keepApart({ sourceRoots, outputRoot, photos, strip }: BatchPlace): Promise<KnownOriginal[]> {
  const known = await identify(photos.map(({ source }) => source));
  // A strip's results are for looking only, and lie in Afterglow's own folder.
  if (strip === true) return known;
  const paths = known.map(({ path }) => path);
  await checkOutput(sourceRoots, outputRoot, paths);
  const originals = { roots: sourceRoots, folders: folderKeys(paths), isOriginal: () => false };
  const below = photos.map(({ relativePath }) => relativePath);
  await checkBelow(outputRoot, below, originals);
  return known;
}

/** Real paths and identities of photos, as they are now. One that can't be looked at is left out: its turn will tell. */
async function identify(sources: readonly string[]): Promise<KnownOriginal[]> {
  const known: KnownOriginal[] = [];
  for (let from = 0; from < sources.length; from += AT_ONCE) {
    const some = await Promise.all(sources.slice(from, from + AT_ONCE).map(identifyOne));
    known.push(...some.filter((each) => each !== undefined));
  }
  return known;
}

async function identifyOne(source: string): Promise<KnownOriginal | undefined> {
  try {
    return await answered(source, async () => {
      const path = await realpath(source);
      return { path, identity: await identityOf(path) };
    });
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return undefined;
  }
}

/** What the results of a batch must stay away from. Reads the batch's photos once. */
export function originalsOf(store: JobStore, batch: Batch): Originals {
  return {
    roots: sourceRoots(batch.options, batch.sourceRoot),
    folders: folderKeys(sourcesOf(store, batch.id)),
    isOriginal: (identity, path) => store.knowsOriginal(identity, path),
  };
}

function* sourcesOf(store: JobStore, batch: string): Generator<string> {
  for (const job of store.jobsOf(batch)) yield job.source;
}

/** Every folder that photos of the batch came from: no result may land there. */
export function sourceRoots(stored: Readonly<Record<string, unknown>>, first: string): readonly string[] {
  const roots = stored['sourceRoots'];
  return Array.isArray(roots) ? roots.filter((root) => typeof root === 'string') : [first];
}
