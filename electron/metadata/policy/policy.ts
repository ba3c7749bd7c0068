import type { Reason } from '../../base/reason.ts';
import type { Kept, MetadataPolicy } from './policy-types.ts';
import type { Density, DroppedContent, MetadataSet } from '../metadata-set.ts';
import { densityOf } from '../read/density.ts';
import { completeForJpeg } from './exif-complete.ts';
import { changeExif, orientationOnly } from './exif-block.ts';
import { changeResources, iptcOf, withoutLocation } from '../../formats/photoshop.ts';
import { withoutLocationData } from './location.ts';
import type { Additions, ResultFacts } from './policy-types.ts';
import { xmpFor } from './policy-xmp.ts';
import { ratingPercent } from '../write/xmp-write.ts';

export type { Additions, ResultFacts } from './policy-types.ts';

export interface KeptMetadata {
  readonly set: MetadataSet;
  readonly exif: Kept;
  readonly xmp: Kept;
  readonly iptc: Kept;
  readonly notes: readonly Reason[];
}

/**
 * Decides what of the original's metadata goes into the result, changes what would no longer be true of it, and adds what is asked
 * for; to a result without metadata nothing is added either. Pure.
 */
export function metadataFor(
  source: MetadataSet,
  policy: MetadataPolicy,
  facts: ResultFacts,
  additions: Additions = {},
): KeptMetadata {
  const notes = source.left.map((what) => leftNotes[what]);
  if (policy === 'none') return nothingBut(source, facts, notes);
  const dropLocation = policy === 'no-location';
  const density = densityOf(source);
  const exif = exifFor(source.exif, dropLocation, facts, additions, density, notes);
  const xmp = xmpFor(source, dropLocation, facts, additions, notes, leftNotes.trailer);
  const iptc = iptcFor(source, dropLocation, notes);
  const { exif: _e, xmp: _x, extendedXmp: _y, photoshop: _p, iptc: _i, ...rest } = source;
  const { dropped, ...others } = dropLocation ? withoutLocationData(source) : { dropped: false };
  if (dropped) notes.push(OTHERS_DROPPED);
  return {
    set: { ...rest, ...others, ...(density && { density }), ...exif.part, ...xmp.part, ...iptc.part },
    exif: exif.kept,
    xmp: xmp.kept,
    iptc: iptc.kept,
    notes,
  };
}

/** Only the colour profile, the density, and which way is up. */
function nothingBut(source: MetadataSet, facts: ResultFacts, notes: readonly Reason[]): KeptMetadata {
  const density = densityOf(source);
  const removed = (part: unknown): Kept => (part === undefined ? 'none' : 'removed');
  return {
    set: {
      ...(source.icc && { icc: source.icc }),
      ...(source.jfif && { jfif: source.jfif }),
      ...(density && { density }),
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

interface Part<K extends keyof MetadataSet> {
  readonly part: Pick<MetadataSet, K>;
  readonly kept: Kept;
}

function exifFor(
  exif: Uint8Array | undefined,
  dropLocation: boolean,
  facts: ResultFacts,
  { marks }: Additions,
  density: Density | undefined,
  notes: Reason[],
): Part<'exif'> {
  const upright = facts.orientation === 1 ? {} : { exif: orientationOnly(facts.orientation) };
  if (!exif) return { part: upright, kept: 'none' };
  try {
    const changed = changeExif(
      facts.intoJpeg ? completeForJpeg(exif, facts.intoJpeg, density) : exif,
      {
        dropLocation,
        orientation: facts.orientation,
        toSrgb: facts.toSrgb,
        intoTiff: facts.intoTiff ?? false,
        ...(facts.size && { size: facts.size }),
        ...(facts.thumbnail && { thumbnail: facts.thumbnail }),
        ...(marks && {
          rating: { stars: marks.flag === 'reject' ? 0 : marks.rating, percent: ratingPercent(marks) },
        }),
      },
      facts.exifLimit,
    );
    if (changed.makerNote === 'dropped') notes.push(MAKER_NOTE_DROPPED);
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

function iptcFor(source: MetadataSet, dropLocation: boolean, notes: Reason[]): Part<'photoshop' | 'iptc'> {
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

const MAKER_NOTE_DROPPED: Reason = {
  code: 'maker-note-dropped',
  message:
    'The camera maker’s own notes name a place and cannot be changed safely, so they were left out. The usual camera data are all there.',
};

const OTHERS_DROPPED: Reason = {
  code: 'places-dropped',
  message: 'Data outside the usual metadata that hold a place, or might, were left out.',
};

const leftNotes: Record<DroppedContent, Reason> = {
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
