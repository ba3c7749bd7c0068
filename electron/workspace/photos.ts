import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { createPhotoIds, type FoundFile, type PhotoIds, type Scan } from '../engine/index.ts';
import type {
  FaceBox,
  FolderId,
  Marks,
  PhotoId,
  PhotoPatch,
  PhotoStatus,
  PhotoView,
  Reason,
  RetouchSettings,
} from '../contract/index.ts';

/** Photos taken in without a pause: a few milliseconds. */
const SLICE = 1000;

/** What the workspace knows of one photo of an open folder. */
export interface Photo {
  readonly id: PhotoId;
  readonly folder: FolderId;
  readonly file: FoundFile;
  width: number | undefined;
  height: number | undefined;
  settings: RetouchSettings;
  /** How much of the retouch is applied, 0 to 1. */
  fade: number;
  marks: Marks;
  capturedAt: number | undefined;
  /** The day by the camera's clock, YYYY-MM-DD. */
  capturedOn: string | undefined;
  camera: string | undefined;
  faces: readonly FaceBox[];
  status: PhotoStatus;
  notes: readonly Reason[];
  /** Key of the paid result, once there is one on the way. */
  resultKey: string | undefined;
  /** The latest job of this photo with the present service. */
  job: string | undefined;
  /** Why the file can't be used, as far as its header tells. */
  refused: Reason | undefined;
  /** Whether the file's header has been looked at. */
  probed: boolean;
  /** Whether the file vanished or changed since, and this is no photo of its folder any more. */
  gone: boolean;
}

export interface OpenFolder {
  readonly id: FolderId;
  readonly path: string;
  readonly scan: Scan;
  photos: readonly Photo[];
  /** Links in it that lead out and were not followed, by their place below the folder. */
  linksOut: ReadonlySet<string>;
  /** The photos as they were when the window was last shown the folder: it asks for them in parts. */
  pagingSnapshot: readonly Photo[];
}

/** What a photo starts with: what was set for it earlier, or the defaults. */
export type PhotoStart = Pick<Photo, 'settings' | 'fade' | 'marks'>;

/** The photos of the open folders, by id and by path. */
export class Photos {
  /** Per folder, so that closing one does not take the other's photo away. */
  readonly #ids = new Map<FolderId, PhotoIds>();
  readonly #folders = new Map<FolderId, OpenFolder>();
  readonly #byId = new Map<PhotoId, Photo>();
  /** One file may be in two open folders, a folder and one above it. */
  readonly #byPath = new Map<string, Photo[]>();
  #lastFolder = 0;

  /** Others get their turn on this thread while a large folder is taken in; it is open when all of it is. */
  async open(path: string, scan: Scan, startOf: (file: FoundFile) => PhotoStart): Promise<OpenFolder> {
    const id = `folder-${++this.#lastFolder}`;
    const ids = createPhotoIds();
    const photos: Photo[] = [];
    for (let from = 0; from < scan.photos.length; from += SLICE) {
      if (from > 0) await nextTurn();
      for (const file of scan.photos.slice(from, from + SLICE)) photos.push(newPhoto(ids, id, file, startOf(file)));
    }
    const links = scan.skipped.filter(({ reason }) => reason.code === 'link-out');
    const linksOut = new Set(links.map(({ relativePath }) => relativePath));
    const folder: OpenFolder = { id, path, scan, photos: [], linksOut, pagingSnapshot: [] };
    this.#folders.set(id, folder);
    this.#ids.set(id, ids);
    this.#take(folder, photos);
    return folder;
  }

  /** Takes files into an open folder, at the end. */
  add(folder: OpenFolder, files: readonly FoundFile[], startOf: (file: FoundFile) => PhotoStart): Photo[] {
    const ids = this.#ids.get(folder.id) ?? createPhotoIds();
    this.#ids.set(folder.id, ids);
    const photos = files.map((file) => newPhoto(ids, folder.id, file, startOf(file)));
    this.#take(folder, photos);
    return photos;
  }

  #take(folder: OpenFolder, photos: readonly Photo[]): void {
    folder.photos = [...folder.photos, ...photos];
    for (const photo of photos) {
      this.#byId.set(photo.id, photo);
      this.#byPath.set(photo.file.path, [...(this.#byPath.get(photo.file.path) ?? []), photo]);
    }
  }

  /** Takes photos out of their folder. */
  remove(folder: OpenFolder, gone: readonly Photo[]): void {
    const set = new Set(gone);
    folder.photos = folder.photos.filter((photo) => !set.has(photo));
    for (const photo of gone) {
      photo.gone = true;
      this.#byId.delete(photo.id);
      const rest = (this.#byPath.get(photo.file.path) ?? []).filter((other) => other !== photo);
      if (rest.length > 0) this.#byPath.set(photo.file.path, rest);
      else this.#byPath.delete(photo.file.path);
    }
  }

  close(id: FolderId): void {
    const folder = this.#folders.get(id);
    if (folder === undefined) return;
    this.#folders.delete(id);
    this.#ids.delete(id);
    this.remove(folder, folder.photos);
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

function newPhoto(ids: PhotoIds, folder: FolderId, file: FoundFile, start: PhotoStart): Photo {
  return {
    id: ids.idOf(file.path),
    folder,
    file,
    width: undefined,
    height: undefined,
    ...start,
    capturedAt: undefined,
    capturedOn: undefined,
    camera: undefined,
    faces: [],
    status: { kind: 'idle' },
    notes: [],
    resultKey: undefined,
    job: undefined,
    refused: undefined,
    probed: false,
    gone: false,
  };
}

export function viewOf(photo: Photo): PhotoView {
  const { id, folder, file, width, height, settings, fade, marks, capturedAt, camera, faces, status, notes } = photo;
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
    fade,
    marks,
    capturedAt,
    camera,
    faces,
    status,
    notes,
  };
}

/** What of a photo differs from before: a message of what has not changed would be copied for nothing. */
export function diff(before: PhotoView, after: PhotoView): PhotoPatch {
  const keys = Object.keys(after) as (keyof PhotoView)[];
  const changed = keys.filter((key) => !isDeepStrictEqual(before[key], after[key]));
  return { ...Object.fromEntries(changed.map((key) => [key, after[key]])), id: after.id };
}

/** More than this in one message would hold up both ends of it. */
const PATCHES_AT_ONCE = 1000;

/** Gathers patches, so that a burst of changes becomes one message to the window, and a flood a few. */
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
    this.#schedule();
  }

  #schedule(): void {
    this.#scheduled ??= this.#later(() => {
      this.#scheduled = undefined;
      const patches = [...this.#pending.values()].slice(0, PATCHES_AT_ONCE);
      for (const { id } of patches) this.#pending.delete(id);
      this.#send(patches);
      if (this.#pending.size > 0) this.#schedule();
    });
  }

  close(): void {
    this.#scheduled?.();
  }
}
