import type { PhotoView } from '../../../electron/contract/index.ts';

/** The small preview that the camera put into the file; not every file has one. */
export function placeholderAddress({ id, modifiedAt }: Pick<PhotoView, 'id' | 'modifiedAt'>): string {
  return `/placeholder/${encodeURIComponent(id)}?v=${String(modifiedAt)}`;
}
