/** Which of the original's metadata go into the result. The colour profile always does: without it the colours change. */
export type MetadataPolicy = 'all' | 'no-location' | 'none';

/** Who changed the picture, and when: an entry of its history in XMP. */
export interface HistoryEntry {
  /** Name and version. */
  readonly software: string;
  /** ISO 8601 with a time zone. The same for the same retouch: a result made again is the same to the byte. */
  readonly when: string;
}

/** The photographer's judgement of a photo. */
export interface Marks {
  /** Stars, 0 to 5. */
  readonly rating: number;
  readonly flag: 'none' | 'pick' | 'reject';
}

/** What became of one kind of metadata. `partly`: some of it could not be kept, a note says what. */
export type Kept = 'none' | 'kept' | 'trimmed' | 'removed' | 'partly';

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
