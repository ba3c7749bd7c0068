/** Opaque, stable while a folder stays open. It names a photo in `/thumb/<id>` and `/preview/<id>`; it never holds a path. */
export type PhotoId = string;

/** Opaque id of an open folder. */
export type FolderId = string;

/** What the photographer asks of the service for one photo. */
export interface RetouchSettings {
  /** Beauty level, 0 to 1. The API's own default is 1; ours is 0.5. */
  readonly level: number;
  /** True: every face. False: only the largest one. */
  readonly multiFace: boolean;
}

/** Why something did not work: `code` for programs and translations, `message` in plain words for the photographer. */
export interface Reason {
  readonly code: string;
  readonly message: string;
}

/** What the gallery shows of a photo's way through the queue. Seconds and fractions, never raw task ids or addresses. */
export type PhotoStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'unusable'; readonly reason: Reason }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'preparing' }
  | { readonly kind: 'uploading'; readonly fraction: number }
  | { readonly kind: 'processing'; readonly since: number }
  | { readonly kind: 'downloading'; readonly expiresAt: number | undefined }
  | { readonly kind: 'finishing' }
  | { readonly kind: 'exported'; readonly output: string; readonly at: number }
  | { readonly kind: 'failed'; readonly reason: Reason; readonly retryable: boolean }
  | { readonly kind: 'undecided'; readonly reason: Reason }
  | { readonly kind: 'cancelled' };

/** One photo as the gallery sees it. */
export interface PhotoView {
  readonly id: PhotoId;
  readonly folder: FolderId;
  /** File name with extension. */
  readonly name: string;
  /** Path below the opened folder, with `/`; equals `name` at the top. */
  readonly relativePath: string;
  /** File size in bytes. */
  readonly bytes: number;
  /** Modification time, Unix milliseconds. Part of the thumbnail's address, so a changed file shows its new picture. */
  readonly modifiedAt: number;
  /** Upright size in pixels; undefined until the file has been looked at. */
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly settings: RetouchSettings;
  readonly status: PhotoStatus;
  /** Things worth knowing that do not stop the photo (first frame of an animation, junk profile ignored). */
  readonly notes: readonly Reason[];
}

/** What changed of a photo. Absent fields stayed as they were. */
export type PhotoPatch = Pick<PhotoView, 'id'> & Partial<Omit<PhotoView, 'id' | 'folder'>>;

export interface FolderView {
  readonly id: FolderId;
  /** Last part of the path. */
  readonly name: string;
  /** Whole path, for display only. */
  readonly path: string;
  readonly photos: readonly PhotoView[];
  /** Files that were passed over (hidden, or not pictures), as a count. */
  readonly skipped: number;
}
