import type { PhotoView, StripCell } from '../../electron/contract/index.ts';

/** Addresses of pictures: relative, by opaque id. The version makes a changed file show its new picture. */

/** `full`: with all the pixels that there are. */
export type PictureSize = 'screen' | 'full';

export function thumbAddress(photo: Pick<PhotoView, 'id' | 'modifiedAt'>): string {
  return address('thumb', photo.id, photo.modifiedAt);
}

/** Upright picture of the original. */
export function previewAddress(photo: Pick<PhotoView, 'id' | 'modifiedAt'>, size: PictureSize = 'screen'): string {
  return address('preview', photo.id, photo.modifiedAt, size);
}

/** The retouched picture at full strength; undefined until the photo is exported. */
export function resultAddress(
  photo: Pick<PhotoView, 'id' | 'status'>,
  size: PictureSize = 'screen',
): string | undefined {
  return photo.status.kind === 'exported' ? address('result', photo.id, photo.status.at, size) : undefined;
}

/** The picture of a test strip's cell; there is one once the cell is `ready`. */
export function stripAddress(cell: Pick<StripCell, 'id' | 'state'>): string {
  return address('strip', cell.id, cell.state);
}

function address(kind: string, id: string, version: string | number, size: PictureSize = 'screen'): string {
  return `/${kind}/${encodeURIComponent(id)}?v=${String(version)}${size === 'full' ? '&size=full' : ''}`;
}
