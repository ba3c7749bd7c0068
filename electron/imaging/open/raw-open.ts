import { openEmbedded, openPicture } from './open.ts';
import type { Opened, Refusal } from './picture.ts';
import { rawPreview, readPreview } from '../../formats/raw/raw-preview.ts';

export const RAW_REFUSED = 'not-a-photo:raw';

/**
 * As `openPicture`, for looking only: a RAW file shows the largest preview that its camera put into it.
 * Throws what the file system throws.
 */
export async function openForView(path: string): Promise<Opened | Refusal> {
  const opened = await openPicture(path);
  if (opened.kind === 'picture' || opened.reason.code !== RAW_REFUSED) return opened;
  const preview = await rawPreview(path);
  if (preview === undefined) return opened;
  const shown = await openEmbedded(path, await readPreview(path, preview), preview.orientation);
  return shown.kind === 'picture' ? shown : opened;
}
