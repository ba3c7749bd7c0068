import { randomBytes } from 'node:crypto';

/** Names photos to the window by ids that say nothing of their paths. They last as long as this object: one open folder. */
export interface PhotoIds {
  /** The id of a path, made at the first call and the same ever after. */
  idOf(path: string): string;
  /** Undefined for an id that was never given out, or is forgotten. */
  pathOf(id: string): string | undefined;
  forget(path: string): void;
  clear(): void;
}

export function createPhotoIds(): PhotoIds {
  const ids = new Map<string, string>();
  const paths = new Map<string, string>();
  return {
    idOf(path) {
      const known = ids.get(path);
      if (known !== undefined) return known;
      // 128 random bits: an id can be neither guessed nor met twice, and needs no escaping in an address.
      const id = randomBytes(16).toString('base64url');
      ids.set(path, id);
      paths.set(id, path);
      return id;
    },
    pathOf: (id) => paths.get(id),
    forget(path) {
      const id = ids.get(path);
      if (id === undefined) return;
      ids.delete(path);
      paths.delete(id);
    },
    clear() {
      ids.clear();
      paths.clear();
    },
  };
}
