import { clearLocation } from './maker-note.ts';
import type { MakerNoteLocation } from './maker-note.ts';
import { exifBlockOf } from '../../formats/tiff/ifd-tree.ts';
import { find, TAG } from '../../formats/tiff/tiff.ts';
import { TiffEditor } from '../../formats/tiff/tiff-editor.ts';

/** What must change in an original's EXIF so that it tells the truth about the result. */
export interface ExifChanges {
  /** Takes the GPS directory out, and what else names a place: in the maker's note, in other standards' blocks inside. */
  readonly dropLocation: boolean;
  /** Present when the pixels no longer lie as the original's did. */
  readonly orientation?: number;
  /** Present when the result has another pixel size. */
  readonly size?: { readonly width: number; readonly height: number };
  /** A JPEG of the result that takes the place of an embedded thumbnail, which would show the unretouched picture. */
  readonly thumbnail?: Uint8Array;
  /** Present when the pixels were converted to sRGB. */
  readonly toSrgb?: boolean;
  /** Takes out what is said of a JPEG alone, and forbidden in a TIFF, which says it by itself. */
  readonly intoTiff?: boolean;
  /** Stars (0 to 5) and their percent, for a block that has a place for them. */
  readonly rating?: { readonly stars: number; readonly percent: number };
}

/** Meaning of the channels, bits per pixel, width and height: CIPA DC-008, 4.6.8. */
const JPEG_ONLY = [0x9101, 0x9102, 0xa002, 0xa003];

/** XMP, IPTC and Photoshop's resources inside EXIF, and GeoTIFF's fields. None of them is where readers look for them. */
const OTHER_PLACES = [0x02bc, 0x83bb, 0x8649, 0x830e, 0x8482, 0x85d8, 0x87af, 0x87b0, 0x87b1];

export interface ChangedExif {
  readonly block: Uint8Array;
  readonly hadLocation: boolean;
  readonly makerNote: MakerNoteLocation;
  readonly thumbnail: 'none' | 'replaced' | 'removed';
}

/**
 * Changes an EXIF block (from its TIFF header on) in a copy. Everything else stays at its offset: maker notes hold absolute ones.
 * Throws a RangeError if the block cannot be read. `limit` is the most bytes the block may have.
 */
export function changeExif(block: Uint8Array, changes: ExifChanges, limit: number): ChangedExif {
  let bytes: Uint8Array = Uint8Array.from(block);
  const view = new TiffEditor(bytes);
  const first = view.root();
  const firstAt = first.at;
  if (changes.orientation !== undefined) view.setNumber(find(first, TAG.orientation), changes.orientation);
  const exif = view.child(first, TAG.exif);
  if (changes.size) {
    view.setNumber(find(first, TAG.width), changes.size.width);
    view.setNumber(find(first, TAG.height), changes.size.height);
    if (exif) {
      view.setNumber(find(exif, TAG.pixelX), changes.size.width);
      view.setNumber(find(exif, TAG.pixelY), changes.size.height);
    }
  }
  if (changes.toSrgb && exif) view.setNumber(find(exif, TAG.colourSpace), 1);
  if (changes.rating) {
    view.setNumber(find(first, TAG.rating), changes.rating.stars);
    view.setNumber(find(first, TAG.ratingPercent), changes.rating.percent);
  }
  if (changes.intoTiff && exif) for (const field of JPEG_ONLY) view.remove(exif.at, field);
  const makerNote = changes.dropLocation && exif ? clearLocation(view, exif) : 'none';
  const hadLocation =
    makerNote !== 'none' || [TAG.gps, ...OTHER_PLACES].some((place) => find(first, place) !== undefined);
  if (changes.dropLocation && hadLocation) {
    const gps = view.child(first, TAG.gps);
    if (gps) view.erase(gps);
    for (const place of [TAG.gps, ...OTHER_PLACES]) view.remove(firstAt, place);
  }

  const outcome = replaceThumbnail(view, changes.thumbnail, limit);
  if (outcome.longer) bytes = outcome.longer;
  return { block: bytes, hadLocation, makerNote, thumbnail: outcome.thumbnail };
}

/** Puts a fresh thumbnail where the old one was, or behind the block if it is longer; without room for it, there is none. */
function replaceThumbnail(
  view: TiffEditor,
  fresh: Uint8Array | undefined,
  limit: number,
): { thumbnail: ChangedExif['thumbnail']; longer?: Uint8Array } {
  const first = view.root();
  const linkAt = first.at + view.directoryBytes(first.at) - 4;
  if (first.next === 0 || first.next + 2 > view.bytes.length) return { thumbnail: 'none' };
  const second = view.directory(first.next);
  const at = find(second, TAG.jpegOffset);
  const length = find(second, TAG.jpegBytes);
  const oldAt = view.number(at);
  const oldLength = view.number(length);
  const old =
    oldAt !== undefined && oldLength !== undefined ? view.bytes.subarray(oldAt, oldAt + oldLength) : undefined;
  if (old && at && length && fresh) {
    const grows = fresh.length > old.length;
    if (!grows || view.bytes.length + fresh.length <= limit) {
      old.fill(0);
      view.setNumber(length, fresh.length);
      if (!grows) {
        old.set(fresh);
        return { thumbnail: 'replaced' };
      }
      view.setNumber(at, view.bytes.length);
      const longer = new Uint8Array(view.bytes.length + fresh.length);
      longer.set(view.bytes);
      longer.set(fresh, view.bytes.length);
      return { thumbnail: 'replaced', longer };
    }
  }
  old?.fill(0);
  view.erase(second);
  view.setU32(linkAt, 0);
  return { thumbnail: 'removed' };
}

/** The smallest EXIF block that says how the picture is to be turned. */
export function orientationOnly(orientation: number): Uint8Array {
  return exifBlockOf({ fields: [{ tag: TAG.orientation, type: 3, count: 1, value: Uint8Array.of(orientation, 0) }] });
}
