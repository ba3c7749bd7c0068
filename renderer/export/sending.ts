import type { PhotoId, PhotoView } from '../../electron/contract/index.ts';
import type { PhotoTable } from '../state/library/photo-table.ts';

/** What the service takes: 5 MB, and fewer than 4096 pixels a side. Anything larger is sent as a smaller copy. */
const LIMITS = { bytes: 5_000_000, side: 4095 } as const;

export interface Sending {
  /** Photos of which a smaller copy is sent. */
  readonly shrunk: number;
  /** Photos in subfolders, which the output folder will have too. */
  readonly inSubfolders: number;
  readonly first: PhotoView | undefined;
}

/** What is known beforehand of the way to the service and back. */
export function sendingOf(table: Pick<PhotoTable, 'get'>, ids: readonly PhotoId[]): Sending {
  let shrunk = 0;
  let inSubfolders = 0;
  let first: PhotoView | undefined;
  for (const id of ids) {
    const photo = table.get(id);
    if (photo === undefined || photo.status.kind === 'unusable') continue;
    first ??= photo;
    if (isShrunk(photo)) shrunk++;
    if (photo.relativePath.includes('/')) inSubfolders++;
  }
  return { shrunk, inSubfolders, first };
}

export function isShrunk({ bytes, width = 0, height = 0 }: Pick<PhotoView, 'bytes' | 'width' | 'height'>): boolean {
  return bytes > LIMITS.bytes || Math.max(width, height) > LIMITS.side;
}

/** Pace of a batch that nothing is known of yet: about three photos at the service at once, a little under a minute each. */
const ASSUMED_PER_MINUTE = 4;

/** Seconds that so many photos take, by the pace of the batches before where there was one. Only what is not paid for yet takes long. */
export function secondsFor(photos: number, perMinute: number | undefined): number {
  return (photos / (perMinute ?? ASSUMED_PER_MINUTE)) * 60;
}
