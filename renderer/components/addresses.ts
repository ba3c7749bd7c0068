import type { PhotoView } from '../../electron/contract/index.ts';

/** Addresses of pictures: relative, by opaque id. The version makes a changed file show its new picture. */

export function thumbAddress(photo: Pick<PhotoView, 'id' | 'modifiedAt'>): string {
  return `/thumb/${encodeURIComponent(photo.id)}?v=${String(photo.modifiedAt)}`;
}

/** Upright picture for the screen. */
export function previewAddress(photo: Pick<PhotoView, 'id' | 'modifiedAt'>): string {
  return `/preview/${encodeURIComponent(photo.id)}?v=${String(photo.modifiedAt)}`;
}

/** The retouched picture; undefined until the photo is exported. */
export function resultAddress(photo: PhotoView): string | undefined {
  if (photo.status.kind !== 'exported') return undefined;
  return `/result/${encodeURIComponent(photo.id)}?v=${String(photo.status.at)}`;
}
