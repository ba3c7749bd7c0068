import type { PhotoId, PhotoPatch, PhotoView } from '../../electron/contract/index.ts';
import { groupOf, noCounts, type FilterId, type GroupCounts } from './status.ts';

/** What a round of patches touched, so that only the views concerned are worked out again. */
export interface PatchEffect {
  readonly statuses: boolean;
  readonly settings: boolean;
}

type Listener = () => void;

/** Names as people count: `IMG_9` before `IMG_10`. Made once: building a collator costs more than sorting with it. */
const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/**
 * The photos of one folder, with one subscription per photo: a patch redraws one cell, never the grid.
 * Views are replaced, not changed, so a reference tells whether anything is new.
 */
export class PhotoTable {
  /** All ids, sorted by relative path. */
  readonly ids: readonly PhotoId[];
  readonly #photos: Map<PhotoId, PhotoView>;
  readonly #rank: Map<PhotoId, number>;
  readonly #listeners = new Map<PhotoId, Set<Listener>>();
  readonly #counts: Record<FilterId, number> = { ...noCounts };

  constructor(photos: readonly PhotoView[]) {
    const sorted = [...photos].sort((a, b) => byName.compare(a.relativePath, b.relativePath));
    this.#photos = new Map(sorted.map((photo) => [photo.id, photo]));
    this.ids = [...this.#photos.keys()];
    this.#rank = new Map(this.ids.map((id, index) => [id, index]));
    this.#counts.all = this.ids.length;
    for (const photo of this.#photos.values()) this.#counts[groupOf(photo.status)]++;
  }

  get(id: PhotoId): PhotoView | undefined {
    return this.#photos.get(id);
  }

  /** Place of a photo by name, for stable sorting. */
  rank(id: PhotoId): number {
    return this.#rank.get(id) ?? Number.MAX_SAFE_INTEGER;
  }

  counts(): GroupCounts {
    return { ...this.#counts };
  }

  /** Calls `listener` after that one photo changed. Returns the function that unsubscribes. */
  subscribe(id: PhotoId, listener: Listener): () => void {
    const set = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, set.add(listener));
    return () => {
      set.delete(listener);
      if (set.size === 0) this.#listeners.delete(id);
    };
  }

  /** Patches for photos of a folder that was closed meanwhile are passed over. */
  patch(patches: readonly PhotoPatch[]): PatchEffect {
    let statuses = false;
    let settings = false;
    const touched = new Set<PhotoId>();
    for (const patch of patches) {
      const before = this.#photos.get(patch.id);
      if (before === undefined) continue;
      const after: PhotoView = { ...before, ...patch };
      this.#photos.set(patch.id, after);
      touched.add(patch.id);
      if (patch.settings !== undefined) settings = true;
      if (after.status.kind === before.status.kind) continue;
      statuses = true;
      this.#counts[groupOf(before.status)]--;
      this.#counts[groupOf(after.status)]++;
    }
    for (const id of touched) this.#listeners.get(id)?.forEach((listener) => listener());
    return { statuses, settings };
  }
}
