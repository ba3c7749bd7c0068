import type { PhotoView } from '../../electron/contract/index.ts';

/** Addresses of pictures: relative, by opaque id. The version makes a changed file show its new picture. */

export function thumbAddress(photo: Pick<PhotoView, 'id' | 'modifiedAt'>): string {
  return `/thumb/${encodeURIComponent(photo.id)}?v=${String(photo.modifiedAt)}`;
}

/** Longest side that the app serves, pixels. */
const LARGEST = 16_384;

/** Upright picture for the screen, or with the given longest side in pixels. */
export function previewAddress(photo: Pick<PhotoView, 'id' | 'modifiedAt'>, longestSide?: number): string {
  return `/preview/${encodeURIComponent(photo.id)}?v=${String(photo.modifiedAt)}${sized(longestSide)}`;
}

/** The retouched picture; undefined until the photo is exported. */
export function resultAddress(photo: PhotoView, longestSide?: number): string | undefined {
  if (photo.status.kind !== 'exported') return undefined;
  return `/result/${encodeURIComponent(photo.id)}?v=${String(photo.status.at)}${sized(longestSide)}`;
}

function sized(longestSide: number | undefined): string {
  return longestSide === undefined ? '' : `&size=${String(Math.min(Math.ceil(longestSide), LARGEST))}`;
}
