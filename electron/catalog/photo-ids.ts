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

/** 128 random bits: an id can be neither guessed nor met twice, and needs no escaping in an address. */
const ID_BYTES = 16;
/** Asked for together: each request for random bytes costs more than the bytes. */
const IDS_AT_ONCE = 256;

export function createPhotoIds(): PhotoIds {
  const ids = new Map<string, string>();
  const paths = new Map<string, string>();
  let random = Buffer.alloc(0);

  function newId(): string {
    if (random.length === 0) random = randomBytes(ID_BYTES * IDS_AT_ONCE);
    const id = random.toString('base64url', 0, ID_BYTES);
    random = random.subarray(ID_BYTES);
    return id;
  }

  return {
    idOf(path) {
      const known = ids.get(path);
      if (known !== undefined) return known;
      const id = newId();
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
