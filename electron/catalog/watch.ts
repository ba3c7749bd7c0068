import { watch } from 'chokidar';
import { realpath } from 'node:fs/promises';
import { basename, dirname, relative, sep } from 'node:path';
import { messageOf, ReasonError, systemCode, type Reason } from '../base/reason.ts';
import { classifyFileName, classifyFolderName } from './candidate.ts';

/** What became of a folder's pictures. `added` and `changed` come when the file has stopped growing. */
export type FolderChange =
  | { readonly kind: 'added' | 'changed' | 'removed'; readonly path: string; readonly relativePath: string }
  /** The watch itself suffers (too many folders, a drive that is gone); what was told before stays true. */
  | { readonly kind: 'trouble'; readonly reason: Reason };

export interface FolderWatch {
  close(): Promise<void>;
}

/** How long a file's size must stand still before it counts as finished, milliseconds: cameras and copies write in bursts. */
const SETTLED_MS = 2000;
const LOOK_AGAIN_MS = 200;

/**
 * Watches a folder and its subfolders for pictures that appear, change and vanish from now on; what is already there is not
 * told. Resolves when the watch stands. Only names are judged: files without an extension are left to the next scan.
 * Throws a ReasonError `missing-input` when there is no such folder.
 */
export async function watchFolder(
  root: string,
  onChange: (change: FolderChange) => void,
  timing: { readonly settledMs: number; readonly lookAgainMs: number } = {
    settledMs: SETTLED_MS,
    lookAgainMs: LOOK_AGAIN_MS,
  },
): Promise<FolderWatch> {
  const real = await realpath(root).catch((error: unknown) => {
    throw new ReasonError('missing-input', `There is no folder at “${root}”.`, { cause: error });
  });
  const watcher = watch(real, {
    ignoreInitial: true,
    // A link could lead out of the folder or round in circles; the scan follows them with care, a watch need not.
    followSymlinks: false,
    awaitWriteFinish: { stabilityThreshold: timing.settledMs, pollInterval: timing.lookAgainMs },
    ignored: (path, stats) => path !== real && isIgnored(path, stats?.isDirectory()),
  });
  const tell = (kind: 'added' | 'changed' | 'removed') => (path: string) =>
    onChange({ kind, path, relativePath: relative(real, path).split(sep).join('/') });
  watcher.on('add', tell('added')).on('change', tell('changed')).on('unlink', tell('removed'));
  watcher.on('error', (error) =>
    onChange({
      kind: 'trouble',
      reason: {
        code: systemCode(error) === 'ENOSPC' ? 'too-many-folders' : 'watch-trouble',
        message:
          systemCode(error) === 'ENOSPC'
            ? 'This system can’t watch so many folders: new photos appear only when the folder is opened again.'
            : `New photos may not appear by themselves (${messageOf(error)}).`,
      },
    }),
  );
  await new Promise<void>((ready) => watcher.once('ready', ready));
  return { close: () => watcher.close() };
}

/** `isFolder` is undefined when it is not known yet; then only what is ignored either way is. */
function isIgnored(path: string, isFolder: boolean | undefined): boolean {
  const name = basename(path);
  const folder = classifyFolderName(name, basename(dirname(path))) !== 'folder';
  const kind = classifyFileName(name);
  const file = kind !== 'picture' && kind !== 'foreign-picture';
  return isFolder === undefined ? folder && file : isFolder ? folder : file;
}
