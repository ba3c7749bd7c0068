import { withFile } from '../../formats/bytes.ts';
import { readHeif, readHeifMetadata, type HeifFacts } from '../../formats/heif/heif.ts';

/** What a result can keep of a HEIC file's metadata, by standard. */
export interface HeicMetadata {
  /** From the TIFF header on. */
  readonly exif?: Uint8Array;
  readonly xmp?: Uint8Array;
  /** The file's own profile, or one for the colours that it names. */
  readonly icc?: Uint8Array;
  /** What no other format takes over. */
  readonly left: readonly 'gain-map'[];
}

/**
 * Reads the metadata items of a HEIC file. Throws what the file system throws.
 * @param profileOf the profile of the pixels; undefined for sRGB
 */
export function heicMetadata(
  path: string,
  profileOf: (facts: HeifFacts) => Promise<Uint8Array | undefined>,
): Promise<HeicMetadata> {
  return withFile(path, async (read, bytes) => {
    const facts = await readHeif(read, bytes);
    if (facts === undefined) return { left: [] };
    const icc = await profileOf(facts);
    return {
      ...(await readHeifMetadata(read, facts)),
      ...(icc && { icc }),
      left: facts.hasGainMap ? ['gain-map'] : [],
    };
  });
}
