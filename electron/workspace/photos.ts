import { createPhotoIds, type FoundFile, type Scan } from '../engine/index.ts';
import type {
  FolderId,
  PhotoId,
  PhotoPatch,
  PhotoStatus,
  PhotoView,
  Reason,
  RetouchSettings,
} from '../contract/index.ts';

/** What the workspace knows of one photo of an open folder. */
export interface Photo {
  readonly id: PhotoId;
  readonly folder: FolderId;
  readonly file: FoundFile;
  width: number | undefined;
  height: number | undefined;
  settings: RetouchSettings;
  status: PhotoStatus;
  notes: readonly Reason[];
  /** Why the file can't be used, as far as its header tells. */
  refused: Reason | undefined;
  /** Whether the file's header has been looked at. */
  probed: boolean;
}

export interface OpenFolder {
  readonly id: FolderId;
  readonly path: string;
  readonly scan: Scan;
  readonly photos: readonly Photo[];
}

/** The photos of the open folders, by id and by path. */
export class Photos {
  readonly #ids = createPhotoIds();
  readonly #folders = new Map<FolderId, OpenFolder>();
  readonly #byId = new Map<PhotoId, Photo>();
  /** One file may be in two open folders, a folder and one above it. */
  readonly #byPath = new Map<string, Photo[]>();
  #lastFolder = 0;

  open(path: string, scan: Scan, settingsOf: (file: FoundFile) => RetouchSettings): OpenFolder {
    const id = `folder-${++this.#lastFolder}`;
    const photos = scan.photos.map((file): Photo => ({
      // Per folder, so that closing one does not take the other's photo away.
      id: this.#ids.idOf(`${id}\n${file.path}`),
      folder: id,
      file,
      width: undefined,
      height: undefined,
      settings: settingsOf(file),
      status: { kind: 'idle' },
      notes: [],
      refused: undefined,
      probed: false,
    }));
    const folder: OpenFolder = { id, path, scan, photos };
    this.#folders.set(id, folder);
    for (const photo of photos) {
      this.#byId.set(photo.id, photo);
      this.#byPath.set(photo.file.path, [...(this.#byPath.get(photo.file.path) ?? []), photo]);
    }
    return folder;
  }

  close(id: FolderId): void {
    const folder = this.#folders.get(id);
    if (folder === undefined) return;
    this.#folders.delete(id);
    for (const photo of folder.photos) {
      this.#byId.delete(photo.id);
      const rest = (this.#byPath.get(photo.file.path) ?? []).filter((other) => other !== photo);
      if (rest.length > 0) this.#byPath.set(photo.file.path, rest);
      else this.#byPath.delete(photo.file.path);
    }
  }

  folder(id: FolderId): OpenFolder | undefined {
    return this.#folders.get(id);
  }

  get(id: PhotoId): Photo | undefined {
    return this.#byId.get(id);
  }

  at(path: string): readonly Photo[] {
    return this.#byPath.get(path) ?? [];
  }

  folders(): Iterable<OpenFolder> {
    return this.#folders.values();
  }
}

export function viewOf(photo: Photo): PhotoView {
  const { id, folder, file, width, height, settings, status, notes } = photo;
  return {
    id,
    folder,
    name: file.relativePath.slice(file.relativePath.lastIndexOf('/') + 1),
    relativePath: file.relativePath,
    bytes: file.bytes,
    modifiedAt: file.modifiedAt,
    width,
    height,
    settings,
    status,
    notes,
  };
}

/** Gathers patches, so that a burst of changes becomes one message to the window. */
export class Patches {
  readonly #pending = new Map<PhotoId, PhotoPatch>();
  readonly #send: (patches: readonly PhotoPatch[]) => void;
  readonly #later: (fn: () => void) => () => void;
  #scheduled: (() => void) | undefined;

  /** @param later calls its argument once, a moment later, unless what it returns is called before */
  constructor(send: (patches: readonly PhotoPatch[]) => void, later: (fn: () => void) => () => void) {
    this.#send = send;
    this.#later = later;
  }

  add(patch: PhotoPatch): void {
    this.#pending.set(patch.id, { ...this.#pending.get(patch.id), ...patch });
    this.#scheduled ??= this.#later(() => {
      this.#scheduled = undefined;
      const patches = [...this.#pending.values()];
      this.#pending.clear();
      this.#send(patches);
    });
  }

  close(): void {
    this.#scheduled?.();
  }
}
