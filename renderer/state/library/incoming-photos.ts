import type { FolderChange, FolderId, PhotoPart, PhotoPatch, PhotoView } from '../../../electron/contract/index.ts';
import { photosOf } from './photo-part.ts';
import { PhotoTable } from './photo-table.ts';

/**
 * Photos of folders just opened that are here, but not shown yet. They are shown when they are as many as those that are shown:
 * each showing takes time for every photo of the folder, so that one for each part that arrives would be felt.
 */
export class IncomingPhotos {
  readonly #waiting = new Map<FolderId, PhotoTable>();

  /** Takes a part in. Returns what is to be shown now; none while it waits. `shown`: how many photos the folder shows. */
  take(folder: FolderId, part: PhotoPart, shown: number): readonly PhotoView[] {
    const here = (this.#waiting.get(folder) ?? new PhotoTable([])).with(photosOf(folder, part), []);
    this.#waiting.set(folder, here);
    if (part.next !== undefined && here.ids.length < shown) return [];
    this.forget(folder);
    return here.ids.flatMap((id) => here.get(id) ?? []);
  }

  /** The folder was closed. */
  forget(folder: FolderId): void {
    this.#waiting.delete(folder);
  }

  /** News is newer than what waits. */
  overtake({ folder, added, removed }: FolderChange): void {
    const here = this.#waiting.get(folder);
    if (here === undefined) return;
    this.#waiting.set(folder, here.with([], [...removed, ...added.map(({ id }) => id)]));
  }

  patch(patches: readonly PhotoPatch[]): void {
    for (const table of this.#waiting.values()) table.patch(patches);
  }
}
