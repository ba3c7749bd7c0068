import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { identityIfThere } from '../base/file-facts.ts';
import { ReasonError, systemCode } from '../base/reason.ts';
import type { FoundFile, SkippedFile } from './found.ts';
import { sortGently } from './gentle-sort.ts';
import { byReadingOrder } from './order.ts';
import { askFolder, UNREADABLE, walkFile, walkFolder, walkLinks, type Walk } from './walk.ts';

export interface Scan {
  /** In the order of the inputs, each input's photos in reading order. */
  readonly photos: readonly FoundFile[];
  readonly skipped: readonly SkippedFile[];
  /** The inputs' root folders, absolute and real, each once: results must stay out of them. */
  readonly roots: readonly string[];
}

export interface ScanOptions {
  /** Whether subfolders are looked into. */
  readonly recursive: boolean;
  /** Whether links that lead out of the named folders are followed; else they are listed as `link-out`. A link named itself is. */
  readonly followLinks?: boolean;
  /** Folders that results were put into: whatever lies in them is left out, unless one of them is named itself. */
  readonly outputs?: readonly string[];
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

/**
 * Finds the photos in folders and files as they were named on a command line or dropped on the window. Opens nothing for
 * writing. A file that is reachable twice appears once. Throws a ReasonError `missing-input` or `unreadable-input` for an
 * input that is not there or cannot be opened, `no-answer` where a drive does not answer, and the signal's reason when aborted.
 */
export async function scanInputs(inputs: readonly string[], options: ScanOptions): Promise<Scan> {
  const walk: Walk = {
    recursive: options.recursive,
    followLinks: options.followLinks === true,
    named: new Set(),
    signal: options.signal,
    answering: { signal: options.signal, ...(options.clock && { clock: options.clock }) },
    photos: [],
    skipped: [],
    links: [],
    files: new Map(),
    folders: new Set(),
    outputs: new Set(),
  };
  for (const output of options.outputs ?? []) {
    const identity = await askFolder(walk, output, () => identityIfThere(output)).catch(absent);
    if (identity !== undefined) walk.outputs.add(identity);
  }
  const roots: string[] = [];
  for (const input of inputs) {
    options.signal?.throwIfAborted();
    roots.push(await walkInput(walk, resolve(input)));
  }
  // Links come last, so that a file is listed under its own name and not under that of a link to it.
  await walkLinks(walk);

  const rank = new Map([...new Set(roots)].map((root, index) => [root, index]));
  const inOrder = (a: { root: string; relativePath: string }, b: { root: string; relativePath: string }) =>
    (rank.get(a.root) ?? 0) - (rank.get(b.root) ?? 0) || byReadingOrder(a.relativePath, b.relativePath);
  return {
    photos: await sortGently(walk.photos, inOrder),
    skipped: await sortGently(walk.skipped, inOrder),
    roots: [...rank.keys()],
  };
}

/** An output folder that can't be asked about, as on a drive that is gone, is none that is looked through. */
function absent(error: unknown): undefined {
  if (systemCode(error) === undefined && !(error instanceof ReasonError)) throw error;
  return undefined;
}

/** Walks one input and returns its root. */
async function walkInput(walk: Walk, input: string): Promise<string> {
  try {
    const real = await askFolder(walk, input, () => realpath(input));
    return (await askFolder(walk, real, () => stat(real))).isDirectory()
      ? await walkFolder(walk, real)
      : await walkFile(walk, input);
  } catch (error) {
    const code = systemCode(error);
    if (error instanceof ReasonError || code === undefined) throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new ReasonError('missing-input', `There is no file or folder at “${input}”.`, { cause: error });
    }
    const why = UNREADABLE[code] ?? `The system can’t open it (${code}).`;
    throw new ReasonError('unreadable-input', `“${input}”: ${why}`, { cause: error });
  }
}
