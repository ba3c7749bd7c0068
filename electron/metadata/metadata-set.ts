import type { JpegSegment } from '../formats/jpeg/segments.ts';

/** How large a picture is meant to be printed: pixels per inch. */
export interface Density {
  readonly x: number;
  readonly y: number;
}

/** A PNG chunk as it stands in the file. */
export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/** Metadata taken out of a picture, by standard, whatever container it came in. */
export interface MetadataSet {
  /** From the TIFF header on. */
  readonly exif?: Uint8Array;
  /** The packet, UTF-8. */
  readonly xmp?: Uint8Array;
  /** The joined rest of a packet too long for one JPEG segment, UTF-8. */
  readonly extendedXmp?: Uint8Array;
  /** Photoshop image resources; in a JPEG, IPTC lies in them. */
  readonly photoshop?: Uint8Array;
  /** IPTC in a TIFF field of its own. */
  readonly iptc?: Uint8Array;
  readonly icc?: Uint8Array;
  /** JPEG only: JFIF header with its density, other segments, comments, in the file's order. */
  readonly jfif?: Uint8Array;
  readonly segments: readonly JpegSegment[];
  /** PNG only: chunks that mean the same in the result (text, density, colour). */
  readonly chunks: readonly PngChunk[];
  /** Pixels per inch, for a container in whose way nothing above states them. */
  readonly density?: Density;
  /** What the file has that a new picture cannot keep. */
  readonly left: readonly DroppedContent[];
}

/**
 * `pictures`: further pictures behind the first (multi-picture format). `gain-map`: the HDR rendition's. `provenance`: content
 * credentials, whose signature covers the old pixels. `trailer`: anything else behind the picture. `layers`: Photoshop's, of the
 * unretouched picture. `structure`: metadata in a form this program does not read.
 */
export type DroppedContent = 'pictures' | 'gain-map' | 'provenance' | 'trailer' | 'layers' | 'structure';

export const emptyMetadata: MetadataSet = { segments: [], chunks: [], left: [] };
