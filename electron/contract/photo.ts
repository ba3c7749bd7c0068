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

/** As in Lightroom: P, X and U. */
export type Flag = 'none' | 'pick' | 'reject';

/** The photographer's own judgement. Read from the file's XMP or EXIF at first, then kept by the app; never written into an original. */
export interface Marks {
  /** 0 (none) to 5 stars. */
  readonly rating: number;
  readonly flag: Flag;
}

/** A face that the file's metadata tells of, as shares of the upright picture's width and height, 0 to 1. */
export interface FaceBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
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
  | { readonly kind: 'uploading'; readonly fraction: number }
  | { readonly kind: 'processing'; readonly since: number }
  | { readonly kind: 'downloading'; readonly expiresAt: number | undefined }
  | { readonly kind: 'finishing' }
  | {
      readonly kind: 'exported';
      readonly output: string;
      readonly at: number;
      /** The fade that the output was written with. */
      readonly fade?: number;
    }
  | { readonly kind: 'failed'; readonly reason: Reason; readonly retryable: boolean }
  | { readonly kind: 'undecided'; readonly reason: Reason }
  | { readonly kind: 'cancelled' };

/** What became of one kind of metadata. `trimmed`: without the location. `partly`: some of it could not be kept, a note says what. */
export type KeptMetadata = 'none' | 'kept' | 'trimmed' | 'removed' | 'partly';

interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** What a result kept of its original, and how the retouch was carried over: measured when it was written. Undefined: not known. */
export interface FidelityView {
  /** Upright sizes in pixels. */
  readonly original: PixelSize | undefined;
  readonly result: PixelSize | undefined;
  /** Size of the result's file. */
  readonly bytes: number | undefined;
  readonly bitDepth: 8 | 16 | undefined;
  /** `converted`: to sRGB. `none`: the original has none either. */
  readonly profile: 'kept' | 'converted' | 'none' | undefined;
  readonly metadata: Readonly<Record<'exif' | 'xmp' | 'iptc', KeptMetadata | undefined>>;
  /** What was asked for: the usual reason why metadata are not there. */
  readonly rule: 'all' | 'no-location' | 'none' | undefined;
  /** JPEG or WebP quality; undefined for lossless formats. */
  readonly quality: number | undefined;
  /** Share of pixels, 0 to 1, that equal the original's before encoding. */
  readonly unchanged: number | undefined;
  /** Whether the service's encoder was recognised, so that its noise could be told from its retouching. */
  readonly encoder: 'matched' | 'unmatched' | 'lossless' | undefined;
  /** Whether the service moved things (slimmer faces), and the original was moved along. */
  readonly reshaped: boolean | undefined;
  /** How much of the retouch was applied, 0 to 1. */
  readonly fade: number;
}

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
  /** How much of the retouch is applied, 0 (the original) to 1. Free of charge, before and after the batch. */
  readonly fade: number;
  readonly marks: Marks;
  /** When it was taken by the camera's clock, milliseconds as if that were UTC; undefined where nobody knows (yet). */
  readonly capturedAt: number | undefined;
  /** Camera and exposure in one line; undefined where the file does not say. */
  readonly camera: string | undefined;
  readonly faces: readonly FaceBox[];
  readonly status: PhotoStatus;
  /** Things worth knowing that do not stop the photo (first frame of an animation, junk profile ignored). */
  readonly notes: readonly Reason[];
}

/** What changed of a photo. Absent fields stayed as they were. */
export type PhotoPatch = Pick<PhotoView, 'id'> & Partial<Omit<PhotoView, 'id' | 'folder'>>;

/**
 * Photos of which nothing is known but the file, nothing was set, and all else is as a photo starts: item by item in lists of plain
 * values, because each object of a message is copied piece by piece on its way to the window.
 */
export interface FreshPhotos {
  readonly settings: RetouchSettings;
  readonly ids: readonly PhotoId[];
  readonly relativePaths: readonly string[];
  readonly bytes: readonly number[];
  readonly modifiedAt: readonly number[];
}

/** More photos of a folder: a message with ten thousand of them would hold up both ends. */
export interface PhotoPart {
  readonly fresh: FreshPhotos | undefined;
  /** The others. */
  readonly photos: readonly PhotoView[];
  /** Where the rest begins; undefined when these are the last ones. */
  readonly next: number | undefined;
}

/** An open folder with the first of its photos. */
export interface FolderView {
  readonly id: FolderId;
  /** Last part of the path. */
  readonly name: string;
  /** Whole path, for display only. */
  readonly path: string;
  readonly photos: readonly PhotoView[];
  /** Where the rest begins, to be asked for with `folder:photos`; absent when these are all. */
  readonly next?: number;
  /** Present while photos that appear in the folder are retouched by themselves. */
  readonly hot: HotView | undefined;
  /** Files that were passed over (hidden, or not pictures), as a count. */
  readonly skipped: number;
  /** Links that lead out of the folder: what is behind them is left out until `folder:include-links` asks for it. */
  readonly linksOut: number;
}

/** A folder whose new photos are retouched by themselves. */
export interface HotView {
  /** What that may cost in a day, credits. */
  readonly creditsPerDay: number;
  /** What it has cost today, or may still, credits. */
  readonly committedToday: number;
  /** Photos that wait for tomorrow, or for a higher limit: today's is reached. */
  readonly heldUntilTomorrow: number;
  /** New photos that are not begun before a person says so: they came while nobody watched, or too many at once. */
  readonly question:
    { readonly cause: 'meanwhile' | 'many'; readonly photos: number; readonly credits: number } | undefined;
}

/** What became of a folder's new photos being retouched by themselves; undefined: they are not. */
export interface HotChange {
  readonly folder: FolderId;
  readonly hot: HotView | undefined;
}

/** Photos that appeared in, or vanished from, an open folder. */
export interface FolderChange {
  readonly folder: FolderId;
  readonly added: readonly PhotoView[];
  readonly removed: readonly PhotoId[];
  /** {@link FolderView.linksOut} from now on; absent: as before. */
  readonly linksOut?: number;
}

/** One photo at one level, tried before the paid batch. Its picture is at `/strip/<id>` once `ready`. */
export interface StripCell {
  readonly id: string;
  readonly photo: PhotoId;
  readonly level: number;
  readonly state: 'waiting' | 'ready' | 'failed';
  readonly reason: Reason | undefined;
}

/** A test strip: one to three photos at several levels. What it cost, the batch does not cost again. */
export interface StripView {
  readonly id: string;
  readonly cells: readonly StripCell[];
}
