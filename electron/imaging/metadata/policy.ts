import type { Reason } from '../../base/reason.ts';
import type { Kept, MetadataPolicy } from '../full-size-types.ts';
import type { LeftBehind, MetadataBag } from './bag.ts';
import { changeExif, orientationOnly } from './exif-block.ts';
import { extensionGuid } from './jpeg-write.ts';
import { changeResources, iptcOf, withoutLocation } from './photoshop.ts';
import { isAboutTrailer, isLocation, isStaleThumbnail, withGeometry, withoutProperties, withProperty } from './xmp.ts';

/** How the result differs from the original, as far as metadata speak of it. */
export interface ResultFacts {
  /** EXIF orientation under which the result's pixels are stored. */
  readonly orientation: number;
  /** Pixel size as stored, present when it differs from the original's. */
  readonly size?: { readonly width: number; readonly height: number };
  readonly toSrgb: boolean;
  /** JPEG of the result for an EXIF thumbnail's place. */
  readonly thumbnail?: Uint8Array;
  /** Most bytes of EXIF that the output format takes. */
  readonly exifLimit: number;
}

export interface KeptMetadata {
  readonly bag: MetadataBag;
  readonly exif: Kept;
  readonly xmp: Kept;
  readonly iptc: Kept;
  readonly notes: readonly Reason[];
}

/** Decides what of the original's metadata goes into the result, and changes what would no longer be true of it. Pure. */
export function metadataFor(source: MetadataBag, policy: MetadataPolicy, facts: ResultFacts): KeptMetadata {
  const notes = source.left.map((what) => leftNotes[what]);
  if (policy === 'none') return nothingBut(source, facts, notes);
  const dropLocation = policy === 'no-location';
  const exif = exifFor(source.exif, dropLocation, facts, notes);
  const xmp = xmpFor(source, dropLocation, facts, notes);
  const iptc = iptcFor(source, dropLocation, notes);
  const { exif: _e, xmp: _x, extendedXmp: _y, photoshop: _p, iptc: _i, ...rest } = source;
  return {
    bag: { ...rest, ...exif.part, ...xmp.part, ...iptc.part },
    exif: exif.kept,
    xmp: xmp.kept,
    iptc: iptc.kept,
    notes,
  };
}

/** Only the colour profile, the density, and which way is up. */
function nothingBut(source: MetadataBag, facts: ResultFacts, notes: readonly Reason[]): KeptMetadata {
  const removed = (part: unknown): Kept => (part === undefined ? 'none' : 'removed');
  return {
    bag: {
      ...(source.icc && { icc: source.icc }),
      ...(source.jfif && { jfif: source.jfif }),
      ...(facts.orientation !== 1 && { exif: orientationOnly(facts.orientation) }),
      segments: [],
      chunks: source.chunks.filter(({ type }) => !/^(.EXt|.TXt|tIME)$/.test(type)),
      left: source.left,
    },
    exif: removed(source.exif),
    xmp: removed(source.xmp),
    iptc: removed(source.iptc ?? (source.photoshop && iptcOf(source.photoshop))),
    notes,
  };
}

interface Part<K extends keyof MetadataBag> {
  readonly part: Pick<MetadataBag, K>;
  readonly kept: Kept;
}

function exifFor(
  exif: Uint8Array | undefined,
  dropLocation: boolean,
  facts: ResultFacts,
  notes: Reason[],
): Part<'exif'> {
  const upright = facts.orientation === 1 ? {} : { exif: orientationOnly(facts.orientation) };
  if (!exif) return { part: upright, kept: 'none' };
  try {
    const changed = changeExif(
      exif,
      {
        dropLocation,
        orientation: facts.orientation,
        toSrgb: facts.toSrgb,
        ...(facts.size && { size: facts.size }),
        ...(facts.thumbnail && { thumbnail: facts.thumbnail }),
      },
      facts.exifLimit,
    );
    return { part: { exif: changed.block }, kept: dropLocation && changed.hadLocation ? 'trimmed' : 'kept' };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    notes.push({
      code: 'exif-unreadable',
      message: 'The camera data (EXIF) of this photo are damaged and were left out.',
    });
    return { part: upright, kept: 'removed' };
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function xmpFor(
  source: MetadataBag,
  dropLocation: boolean,
  facts: ResultFacts,
  notes: Reason[],
): Part<'xmp' | 'extendedXmp'> {
  if (!source.xmp) return { part: {}, kept: 'none' };
  try {
    const before = utf8.decode(source.xmp);
    const own = withoutProperties(before, isAboutTrailer);
    if (own !== before && source.left.length === 0) notes.push(leftNotes.trailer);
    let packet = withoutProperties(own, isStaleThumbnail);
    if (facts.size) packet = withGeometry(packet, facts.orientation, facts.size);
    const placeless = dropLocation ? withoutProperties(packet, isLocation) : packet;
    let trimmed = placeless !== packet;
    packet = placeless;
    let extension = source.extendedXmp;
    if (extension && dropLocation) {
      const text = utf8.decode(extension);
      const less = withoutProperties(text, isLocation);
      if (less !== text) {
        trimmed = true;
        extension = Buffer.from(less, 'utf8');
        packet = withProperty(packet, 'http://ns.adobe.com/xmp/note/', 'HasExtendedXMP', extensionGuid(extension));
      }
    }
    const xmp = packet === before ? source.xmp : Buffer.from(packet, 'utf8');
    return { part: { xmp, ...(extension && { extendedXmp: extension }) }, kept: trimmed ? 'trimmed' : 'kept' };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Not UTF-8: it can be carried over as it is, but nothing can be taken out of it.
    if (!dropLocation) return { part: { xmp: source.xmp }, kept: 'kept' };
    notes.push({
      code: 'xmp-unreadable',
      message: 'The XMP data of this photo could not be read and were left out, as they might name a place.',
    });
    return { part: {}, kept: 'removed' };
  }
}

function iptcFor(source: MetadataBag, dropLocation: boolean, notes: Reason[]): Part<'photoshop' | 'iptc'> {
  const { photoshop, iptc } = source;
  const field = iptc && dropLocation ? withoutLocation(iptc) : iptc;
  const fieldTrimmed = field !== iptc;
  try {
    const changed = photoshop && changeResources(photoshop, dropLocation);
    const has = changed?.hadIptc === true || iptc !== undefined;
    const trimmed = changed?.hadLocation === true || fieldTrimmed;
    return {
      part: {
        ...(changed && changed.bytes.length > 0 && { photoshop: changed.bytes }),
        ...(field && { iptc: field }),
      },
      kept: has ? (trimmed ? 'trimmed' : 'kept') : 'none',
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    if (!dropLocation) return { part: { ...(photoshop && { photoshop }), ...(iptc && { iptc }) }, kept: 'kept' };
    notes.push({
      code: 'iptc-unreadable',
      message: 'The IPTC data of this photo could not be read and were left out, as they might name a place.',
    });
    return { part: {}, kept: 'removed' };
  }
}

const leftNotes: Record<LeftBehind, Reason> = {
  pictures: {
    code: 'further-pictures-dropped',
    message:
      'The original holds further pictures behind the first (a preview or depth picture). The result holds only the retouched one.',
  },
  'gain-map': {
    code: 'gain-map-dropped',
    message: 'The original’s HDR gain map was left out: it would not fit the retouched picture.',
  },
  provenance: {
    code: 'provenance-dropped',
    message: 'The original’s content credentials were left out: their signature does not cover the retouched picture.',
  },
  trailer: {
    code: 'trailer-dropped',
    message: 'Data behind the original’s picture (such as a motion photo) were left out.',
  },
  layers: {
    code: 'layers-dropped',
    message: 'The original’s Photoshop layers were left out: they show the unretouched picture.',
  },
  structure: {
    code: 'metadata-not-read',
    message: 'Part of the original’s metadata is stored in a way that could not be carried over.',
  },
};
