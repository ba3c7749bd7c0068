import type { HistoryEntry, Marks } from '../full-size-types.ts';

/** How the result differs from the original, as far as metadata speak of it. */
export interface ResultFacts {
  /** EXIF orientation under which the result's pixels are stored. */
  readonly orientation: number;
  /** Pixel size as stored, present when it differs from the original's. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Pixel size as stored, present when the result is a JPEG and the original is not: EXIF demands more of a JPEG. */
  readonly intoJpeg?: { readonly width: number; readonly height: number };
  /** Whether the result is a TIFF and the original is not: EXIF allows less in a TIFF. */
  readonly intoTiff?: boolean;
  readonly toSrgb: boolean;
  /** JPEG of the result for an EXIF thumbnail's place. */
  readonly thumbnail?: Uint8Array;
  /** Most bytes of EXIF that the output format takes. */
  readonly exifLimit: number;
}

/** What is put into the result besides the original's metadata. */
export interface Additions {
  readonly history?: HistoryEntry;
  readonly marks?: Marks;
}
