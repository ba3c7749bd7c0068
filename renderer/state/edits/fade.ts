import { create } from 'zustand';
import type { PhotoId, PhotoView } from '../../../electron/contract/index.ts';
import { attempt } from '../attempt.ts';
import { debounced } from './debounced.ts';
import { patchPhotos, useLibrary } from '../library/library.ts';

/** What an exported file was written with, remembered when its fade is first changed afterwards. */
interface Written {
  /** When it was exported: a later export has the new fade. */
  readonly at: number;
  readonly fade: number;
}

export const useWritten = create<{ readonly written: ReadonlyMap<PhotoId, Written> }>(() => ({ written: new Map() }));

/**
 * Changes how much of the retouch is applied, 0 to 1: in the window at once, in the main process when the slider rests. It costs
 * nothing, and reaches the files with the next export.
 */
export function fadePhotos(photos: readonly PhotoId[], fade: number): void {
  const { table } = useLibrary.getState();
  const known = photos.flatMap((id) => table.get(id) ?? []);
  if (known.length === 0) return;
  useWritten.setState(({ written }) => ({ written: withFades(written, known) }));
  patchPhotos(known.map(({ id }) => ({ id, fade })));
  fades.push(photos, fade);
}

const fades = debounced<number>(
  'fade',
  (photos, fade) => attempt('photos:fade', photos, fade),
  (_, after) => after,
);

export function flushFades(): void {
  fades.flush();
}

/** Remembers what the exported ones among `photos` were written with, as they are before the change. */
export function withFades(
  written: ReadonlyMap<PhotoId, Written>,
  photos: readonly PhotoView[],
): ReadonlyMap<PhotoId, Written> {
  const next = new Map(written);
  for (const { id, status, fade } of photos) {
    if (status.kind === 'exported' && next.get(id)?.at !== status.at) next.set(id, { at: status.at, fade });
  }
  return next;
}

/** Whether a photo's file was written with another fade than the one it has now. */
export function isOutdated(
  { id, status, fade }: Pick<PhotoView, 'id' | 'status' | 'fade'>,
  written: ReadonlyMap<PhotoId, Written>,
): boolean {
  const file = written.get(id);
  return file !== undefined && status.kind === 'exported' && file.at === status.at && file.fade !== fade;
}

/** The fade of several photos: undefined where they differ. */
export function fadeOf(photos: Iterable<Pick<PhotoView, 'fade'>>): number | undefined {
  let common: number | undefined;
  for (const { fade } of photos) {
    if (common !== undefined && common !== fade) return undefined;
    common = fade;
  }
  return common;
}
