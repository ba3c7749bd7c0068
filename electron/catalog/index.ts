export type { FoundFile, SkippedFile } from './found.ts';
export { foundAt, isBehindLink, type FoundAt } from './found-at.ts';
export { createPhotoIds, type PhotoIds } from './photo-ids.ts';
export { scanInputs, type Scan, type ScanOptions } from './scan.ts';
export {
  openThumbnailCache,
  type ThumbnailAnswer,
  type ThumbnailCache,
  type ThumbnailMade,
  type ThumbnailSource,
} from './thumbnail-cache.ts';
export { watchFolder, type FolderChange, type FolderWatch } from './watch.ts';
