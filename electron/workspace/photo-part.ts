import type { FreshPhotos, PhotoPart } from '../contract/index.ts';
import { viewOf, type Photo } from './photos.ts';

/** Photos as the window is told of many at once: see {@link FreshPhotos}. */
export function partOf(photos: readonly Photo[]): Pick<PhotoPart, 'fresh' | 'photos'> {
  const settings = photos.find(isUntouched)?.settings;
  if (settings === undefined) return { fresh: undefined, photos: photos.map(viewOf) };
  const isFresh = (photo: Photo): boolean =>
    isUntouched(photo) && photo.settings.level === settings.level && photo.settings.multiFace === settings.multiFace;
  return {
    fresh: columnsOf(photos.filter(isFresh), settings),
    photos: photos.filter((photo) => !isFresh(photo)).map(viewOf),
  };
}

function isUntouched({ probed, fade, marks, status, notes }: Photo): boolean {
  return (
    !probed && fade === 1 && marks.rating === 0 && marks.flag === 'none' && status.kind === 'idle' && notes.length === 0
  );
}

function columnsOf(photos: readonly Photo[], settings: FreshPhotos['settings']): FreshPhotos {
  return {
    settings,
    ids: photos.map(({ id }) => id),
    relativePaths: photos.map(({ file }) => file.relativePath),
    bytes: photos.map(({ file }) => file.bytes),
    modifiedAt: photos.map(({ file }) => file.modifiedAt),
  };
}
