import { beginsWith } from '../cursor.ts';
import { isOrientation, type Orientation } from '../orientation.ts';
import { TAG, TiffBytes } from './tiff.ts';

/** An EXIF block from its TIFF header on; some writers put JPEG's `Exif` in front of it in other formats too. */
export function exifBlock(block: Uint8Array): Uint8Array {
  return beginsWith(block, 'Exif\0') ? block.subarray(6) : block;
}

/** Orientation that an EXIF block says; undefined where it says none that makes sense. */
export function exifOrientation(block: Uint8Array): Orientation | undefined {
  const tiff = TiffBytes.of(exifBlock(block));
  const value = tiff?.number(tiff.directory(tiff.first)?.fields.get(TAG.orientation));
  return isOrientation(value) ? value : undefined;
}
