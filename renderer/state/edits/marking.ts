import type { Marks, PhotoId } from '../../../electron/contract/index.ts';
import { attempt } from '../attempt.ts';
import { changeSelection, patchPhotos, targets, useLibrary } from '../library/library.ts';
import { beginWrite } from './pending-writes.ts';
import { useView } from '../view.ts';

/**
 * Gives flags or stars, as in Lightroom: in the grid to the selection, in the loupe to the one photo that is looked at.
 * `advance` goes on to the next photo, where a single one was meant.
 */
export function markTargets(change: Partial<Marks>, advance: boolean): void {
  const { selection, order } = useLibrary.getState();
  const inLoupe = useView.getState().screen === 'loupe';
  const { cursor } = selection;
  const photos = inLoupe ? (cursor === undefined ? [] : [cursor]) : targets({ selection, order });
  // Known before marking: the mark may take the photo out of what the filter shows.
  const next = cursor === undefined ? undefined : order[order.indexOf(cursor) + 1];
  mark(photos, change);
  if (!advance || photos.length !== 1 || next === undefined) return;
  const { order: shown, selection: now } = useLibrary.getState();
  const to = shown.indexOf(next);
  if (to < 0 || now.cursor === next) return;
  const from = now.cursor === undefined ? -1 : shown.indexOf(now.cursor);
  changeSelection(inLoupe ? { kind: 'step', by: to - from } : { kind: 'one', id: next });
}

/** Shows the marks at once, and tells the main process, which keeps them. */
export function mark(photos: readonly PhotoId[], change: Partial<Marks>): void {
  const { table } = useLibrary.getState();
  const patches = photos.flatMap((id) => {
    const photo = table.get(id);
    return photo === undefined ? [] : [{ id, marks: { ...photo.marks, ...change } }];
  });
  if (patches.length === 0) return;
  patchPhotos(patches);
  void attempt('photos:mark', photos, change).finally(beginWrite('marks', photos));
}
