import type { PhotoId, PhotoPatch } from '../../../electron/contract/index.ts';

/** What a photographer changes in the window, which shows it before the main process has heard of it. */
export type OwnField = 'settings' | 'fade' | 'marks';

const pending: Readonly<Record<OwnField, Map<PhotoId, number>>> = {
  settings: new Map(),
  fade: new Map(),
  marks: new Map(),
};

/** Changes of these photos are on their way. Returns the function that says they have arrived. */
export function beginWrite(field: OwnField, photos: readonly PhotoId[]): () => void {
  const counts = pending[field];
  for (const id of photos) counts.set(id, (counts.get(id) ?? 0) + 1);
  return () => {
    for (const id of photos) {
      const left = (counts.get(id) ?? 1) - 1;
      if (left > 0) counts.set(id, left);
      else counts.delete(id);
    }
  };
}

/**
 * News without what it tells of changes that were overtaken: it was sent before the main process heard of the latest one, and
 * would throw the photographer's slider back. The main process answers after its news, so that the last word is always its own.
 */
export function dropStale(patches: readonly PhotoPatch[]): readonly PhotoPatch[] {
  const fields = (['settings', 'fade', 'marks'] as const).filter((field) => pending[field].size > 0);
  if (fields.length === 0) return patches;
  return patches.map((patch) => {
    const overtaken = fields.filter((field) => field in patch && pending[field].has(patch.id));
    if (overtaken.length === 0) return patch;
    const kept = { ...patch };
    for (const field of overtaken) delete kept[field];
    return kept;
  });
}
