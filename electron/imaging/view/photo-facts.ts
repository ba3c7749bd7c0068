import { systemCode } from '../../base/reason.ts';
import { localAnswer, troubleOf, type LocalAnswer } from '../../base/system-errors.ts';
import { withFile } from '../../formats/bytes.ts';
import { isOrientation } from '../../formats/orientation.ts';
import { exifFacts, type CameraFacts } from '../../metadata/facts/exif-facts.ts';
import { EXIF } from '../../metadata/facts/exif-values.ts';
import { findMetadata } from '../../metadata/facts/find-metadata.ts';
import { xmpFacts, type Judgement } from '../../metadata/facts/xmp-facts.ts';
import { readXmp } from '../../formats/xmp/xmp-fields.ts';

/** What a photo's metadata tell of it. Each value is absent where the file says nothing, or nothing that makes sense. */
export type PhotoFacts = CameraFacts & Judgement;

export type PhotoFactsAnswer = { readonly kind: 'facts'; readonly facts: PhotoFacts } | LocalAnswer;

/** Sidecar files with many masks reach some MB. */
const MAX_SIDECAR_BYTES = 4_000_000;

/**
 * Reads what the camera and other programs noted about a photo: in its EXIF data, in its XMP packet, and in an XMP sidecar file
 * of the same name beside it. Where they contradict each other, the sidecar counts first (it is written last, by a person),
 * then XMP, then EXIF; of how the photo was taken, EXIF knows best. Cheap: no pixel is read. Never throws.
 */
export async function photoFacts(path: string): Promise<PhotoFactsAnswer> {
  try {
    const found = await findMetadata(path);
    const exif = found.exif ? exifFacts(found.exif) : {};
    const turned = found.exif?.numbers.get(EXIF.orientation);
    const orientation = isOrientation(turned) ? turned : 1;
    const embedded = found.xmp ? xmpFacts(readXmp(found.xmp), orientation, found.stored) : {};
    const packet = await readSidecar(path);
    const sidecar = packet ? xmpFacts(readXmp(packet), orientation, found.stored) : {};
    return { kind: 'facts', facts: merge(exif, embedded, sidecar) };
  } catch (error) {
    return localAnswer(troubleOf(error, 'original', path));
  }
}

/** Joins what three sources say. Pure. */
export function merge(exif: CameraFacts, embedded: PhotoFacts, sidecar: PhotoFacts): PhotoFacts {
  return {
    ...sidecar,
    ...embedded,
    ...exif,
    ...judgementOf(exif),
    ...judgementOf(embedded),
    ...judgementOf(sidecar),
  };
}

/** The part that a person decided, and may have decided anew. */
function judgementOf({ rating, pick, label, faces }: PhotoFacts): Judgement {
  return {
    ...(rating !== undefined && { rating }),
    ...(pick && { pick }),
    ...(label !== undefined && { label }),
    ...(faces && { faces }),
  };
}

/** The bytes of `name.xmp` beside `name.jpg`; undefined if there is none. */
async function readSidecar(path: string): Promise<Uint8Array | undefined> {
  const stem = path.replace(/\.[^./\\]*$/, '');
  if (stem === path) return undefined;
  for (const extension of ['.xmp', '.XMP']) {
    try {
      return await withFile(`${stem}${extension}`, (read) => read(0, MAX_SIDECAR_BYTES));
    } catch (error) {
      const code = systemCode(error);
      // No sidecar, or something of that name that is none.
      if (code !== 'ENOENT' && code !== 'EISDIR') throw error;
    }
  }
  return undefined;
}
