import type { BatchEstimate, BatchRequest, ExportOptions } from '../contract/index.ts';
import { resultKey, type Job } from '../engine/index.ts';
import type { Photo } from './photos.ts';
import { dollarsOf } from './status.ts';

/** What is known of earlier jobs for the same file. */
export interface Earlier {
  /** The latest job of the file at this path; undefined when there was none. */
  latest(path: string): Job | undefined;
  /** Whether a paid result is kept under this key. */
  isKept(key: string): boolean;
}

/**
 * Whether a photo is already paid for with its present settings, as far as can be told without reading the file: by the content
 * that an earlier job found at this path, if size and time are still the same. A renamed file is recognised later, for free too.
 */
export function isKnownPaid(photo: Photo, service: string, earlier: Earlier): boolean {
  const original = earlier.latest(photo.file.path)?.original;
  if (original === undefined) return false;
  if (original.bytes !== photo.file.bytes || original.modifiedAt !== photo.file.modifiedAt) return false;
  return earlier.isKept(resultKey(original.sha256, photo.settings, service));
}

/** What a batch would mean, before anybody pays. */
export function estimateOf(
  photos: readonly Photo[],
  service: string,
  earlier: Earlier,
  creditsPerPhoto: number,
  rest: Pick<BatchEstimate, 'balance' | 'output'>,
): BatchEstimate {
  const unusable = photos.flatMap((photo) =>
    photo.status.kind === 'unusable'
      ? [{ photo: photo.id, name: photo.file.relativePath, reason: photo.status.reason }]
      : [],
  );
  const usable = photos.filter((photo) => photo.status.kind !== 'unusable');
  const kept = usable.filter((photo) => isKnownPaid(photo, service, earlier)).length;
  const credits = (usable.length - kept) * creditsPerPhoto;
  return { photos: usable.length, kept, unusable, credits, dollars: dollarsOf(credits), ...rest };
}

/** The photos a request names, in its order; all of the folder where it names none. */
export function chosenPhotos(request: BatchRequest, all: readonly Photo[]): readonly Photo[] {
  if (request.photos.length === 0) return all;
  const byId = new Map(all.map((photo) => [photo.id, photo]));
  return request.photos.flatMap((id) => byId.get(id) ?? []);
}

/** Export options as the engine stores them. */
export function exportOf({ size, format, quality, metadata, onConflict }: ExportOptions): ExportOptions {
  return { size, format, quality, metadata, onConflict };
}
