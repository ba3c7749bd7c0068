import type { Scan } from '../engine/index.ts';

/** What was found under one root. */
export interface RootScan {
  readonly root: string;
  readonly scan: Scan;
}

/** What was found, parted by root. One below another that was named, too, has its photos there: it is none of its own. */
export function perRoot({ photos, skipped, roots }: Scan): RootScan[] {
  const parts = roots.map((root) => ({
    root,
    scan: {
      photos: photos.filter((file) => file.root === root),
      skipped: skipped.filter((file) => file.root === root),
      roots: [root],
    },
  }));
  const filled = parts.filter(({ scan }) => scan.photos.length > 0);
  return filled.length > 0 ? filled : parts.slice(0, 1);
}

/** The subfolders that photos lie in, below the root, with `/`; the root is none. */
export function foldersOf({ photos }: Scan): string[] {
  const folders = new Set<string>();
  for (const { relativePath } of photos) {
    for (let end = relativePath.lastIndexOf('/'); end > 0; end = relativePath.lastIndexOf('/', end - 1)) {
      folders.add(relativePath.slice(0, end));
    }
  }
  return [...folders];
}
