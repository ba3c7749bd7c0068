import { isAbsolute, join, relative, sep } from 'node:path';

/**
 * How paths of the data folder's own files stand in the queue file: relative to the data folder and with `/`, so that the
 * folder can be moved, restored or found under another letter. Pictures of the photographer keep their full path.
 */
export interface DataPaths {
  /** The path as it is stored. One outside the data folder stays as it is. */
  readonly stored: (path: string) => string;
  /** The path as the file system wants it. */
  readonly full: (stored: string) => string;
}

/** For stores without a data folder: every path stays as it is. */
export const PLAIN_PATHS: DataPaths = { stored: (path) => path, full: (stored) => stored };

export function pathsBelow(root: string): DataPaths {
  return {
    stored(path) {
      const inside = relative(root, path);
      const outside = inside === '' || inside.startsWith('..') || isAbsolute(inside);
      return outside ? relativeTail(path) : inside.split(sep).join('/');
    },
    full: (stored) => (isAbsolute(stored) ? stored : join(root, ...stored.split('/'))),
  };
}

/**
 * The part of a path that lies in a data folder, whichever that was: `work/…` or `results/xx/…`. Another path stays as it is.
 * Both kinds of separators are understood, since the folder may come from another system.
 */
export function relativeTail(path: string): string {
  const match = /(?:^|[\\/])(?<tail>work[\\/][^\\/]+|results[\\/][^\\/]+[\\/][^\\/]+)$/.exec(path);
  return match?.groups?.['tail']?.replaceAll('\\', '/') ?? path;
}
