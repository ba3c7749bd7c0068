import type { PhotoId, PhotoPatch, PhotoView } from '../../../electron/contract/index.ts';

/** What a round of patches touched, so that only the views concerned are worked out again. */
export interface PatchEffect {
  readonly statuses: boolean;
  readonly settings: boolean;
  readonly marks: boolean;
  readonly times: boolean;
}

type Listener = () => void;

/** Names as people count: `IMG_9` before `IMG_10`. Made once: building a collator costs more than sorting with it. */
const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** The subfolder part of a path below the opened folder; empty at the top. */
export function groupOfPath(relativePath: string): string {
  const slash = relativePath.lastIndexOf('/');
  return slash < 0 ? '' : relativePath.slice(0, slash);
}

/**
 * The photos of one folder, with one subscription per photo: a patch redraws one cell, never the grid.
 * Views are replaced, not changed, so a reference tells whether anything is new. Photos that come or go make a new table.
 */
export class PhotoTable {
  /** All ids, sorted by relative path. */
  readonly ids: readonly PhotoId[];
  /** Subfolders that hold photos, the top (empty path) first, then by name. */
  readonly subfolders: readonly string[];
  readonly #photos: Map<PhotoId, PhotoView>;
  readonly #listeners = new Map<PhotoId, Set<Listener>>();

  /** `sorted`: the photos come in order already. Sorting 10,000 names for each one that a camera adds would be felt. */
  constructor(photos: readonly PhotoView[], { sorted: given = false } = {}) {
    const sorted = given ? photos : [...photos].sort(comparePaths);
    this.#photos = new Map(sorted.map((photo) => [photo.id, photo]));
    this.ids = [...this.#photos.keys()];
    const paths = new Set(sorted.map(({ relativePath }) => groupOfPath(relativePath)));
    this.subfolders = [...paths].sort((a, b) => byName.compare(a, b));
  }

  get hasSubfolders(): boolean {
    return this.subfolders.some((path) => path !== '');
  }

  get(id: PhotoId): PhotoView | undefined {
    return this.#photos.get(id);
  }

  /** This table with photos taken away and added; one that is there already is replaced. */
  with(added: readonly PhotoView[], removed: readonly PhotoId[]): PhotoTable {
    const left = new Map(this.#photos);
    for (const id of removed) left.delete(id);
    for (const { id } of added) left.delete(id);
    return new PhotoTable(merge([...left.values()], [...added].sort(comparePaths)), { sorted: true });
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

  /** Patches for photos of another folder, or of one that was closed meanwhile, are passed over. */
  patch(patches: readonly PhotoPatch[]): PatchEffect {
    const effect = { statuses: false, settings: false, marks: false, times: false };
    const touched = new Set<PhotoId>();
    for (const patch of patches) {
      const before = this.#photos.get(patch.id);
      if (before === undefined) continue;
      const after: PhotoView = { ...before, ...patch };
      this.#photos.set(patch.id, after);
      touched.add(patch.id);
      if (patch.settings !== undefined) effect.settings = true;
      if (patch.capturedAt !== undefined && after.capturedAt !== before.capturedAt) effect.times = true;
      if (after.marks.rating !== before.marks.rating || after.marks.flag !== before.marks.flag) effect.marks = true;
      // Sorting by status tells the queue's steps apart, the filter only groups: kinds cover both.
      if (after.status.kind !== before.status.kind) effect.statuses = true;
    }
    for (const id of touched) this.#listeners.get(id)?.forEach((listener) => listener());
    return effect;
  }
}

function comparePaths(a: PhotoView, b: PhotoView): number {
  return byName.compare(a.relativePath, b.relativePath);
}

/** Two lists in order as one. */
function merge(a: readonly PhotoView[], b: readonly PhotoView[]): PhotoView[] {
  const merged: PhotoView[] = [];
  let at = 0;
  for (const photo of b) {
    for (let next = a[at]; next !== undefined && comparePaths(next, photo) <= 0; next = a[++at]) merged.push(next);
    merged.push(photo);
  }
  return [...merged, ...a.slice(at)];
}
