import { orientationOf, TiffBytes } from '../tiff/tiff.ts';

/** Orientation that an EXIF block says, with or without `Exif` in front; undefined where it says nothing. */
export function exifOrientation(block: Buffer): number | undefined {
  const tiff = TiffBytes.of(block.subarray(0, 6).toString('latin1') === 'Exif\0\0' ? block.subarray(6) : block);
  return tiff && orientationOf(tiff);
}
