import { beginsWith, ifWhole } from '../cursor.ts';
import { isOrientation, type Orientation } from '../orientation.ts';
import { find, TAG, TiffView } from './tiff.ts';

/** An EXIF block from its TIFF header on; some writers put JPEG's `Exif` in front of it in other formats too. */
export function exifBlock(block: Uint8Array): Uint8Array {
  return beginsWith(block, 'Exif\0') ? block.subarray(6) : block;
}

/** Orientation that an EXIF block says; undefined where it says none that makes sense. */
export function exifOrientation(block: Uint8Array): Orientation | undefined {
  const value = ifWhole(() => {
    const tiff = new TiffView(exifBlock(block));
    return tiff.number(find(tiff.directory(tiff.first), TAG.orientation));
  });
  return isOrientation(value) ? value : undefined;
}
