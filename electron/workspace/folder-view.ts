import type { FolderView, HotView } from '../contract/index.ts';
import { viewOf, type OpenFolder, type Photo } from './photos.ts';

/** Several screens of photos: what the window shows first. The rest follows in larger parts. */
export const FIRST_PART = 150;
export const NEXT_PARTS = 2000;

/** A folder as the window is told of it, with its first photos; the others are kept to be asked for. */
export function folderView(folder: OpenFolder, hot: HotView | undefined): FolderView {
  const { id, path, scan, linksOut } = folder;
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) || path;
  folder.pagingSnapshot = folder.photos;
  const { photos, next } = nextOf(folder, 0, FIRST_PART);
  return {
    id,
    name,
    path,
    photos: photos.map(viewOf),
    hot,
    skipped: scan.skipped.length,
    linksOut: linksOut.size,
    ...(next && { next }),
  };
}

/** Photos that were there when the window was told of the folder, from one of them on. */
export function nextOf(folder: OpenFolder, from: number, count: number): { photos: Photo[]; next: number | undefined } {
  const to = from + count;
  const photos = folder.pagingSnapshot.slice(from, to).filter((photo) => !photo.gone);
  if (to < folder.pagingSnapshot.length) return { photos, next: to };
  // Nobody needs the list any more; a window that is loaded anew gets another one.
  folder.pagingSnapshot = [];
  return { photos, next: undefined };
}
