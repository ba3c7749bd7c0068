import type { BatchRequest, ExportOptions, PhotoId, PhotoView } from '../../electron/contract/index.ts';
import { i18n } from '../i18n/index.ts';
import { accepted, attempt } from '../state/attempt.ts';
import { exportSelected, flushSettings } from '../state/commands.ts';
import { useLibrary } from '../state/library/library.ts';
import { confirmBriefly } from '../state/notices.ts';
import { firstOptions, usePreferences } from '../state/preferences.ts';

/**
 * Writes finished photos once more, over their earlier results: a fade or an option changed. They are paid for, so it costs nothing;
 * should one cost something after all (its level was changed as well), the export sheet asks first.
 */
export async function exportAgain(ids: readonly PhotoId[]): Promise<void> {
  const { folder, table } = useLibrary.getState();
  if (folder === undefined) return;
  flushSettings();
  const photos = ids.flatMap((id) => table.get(id) ?? []);
  const requests = againRequests(folder.id, photos, firstOptions(usePreferences.getState()));
  for (const request of requests) {
    const estimate = accepted(await attempt('batch:estimate', request));
    if (estimate === undefined) return;
    if (estimate.credits > 0) {
      exportSelected();
      return;
    }
  }
  let begun = 0;
  for (const request of requests) begun += accepted(await attempt('batch:start', request))?.photos ?? 0;
  if (begun > 0) confirmBriefly(i18n.t('again.begun', { count: begun }));
}

/** One batch for each folder that the earlier results are in. */
export function againRequests(
  folder: string,
  photos: readonly PhotoView[],
  options: ExportOptions,
): readonly BatchRequest[] {
  const byOutput = Map.groupBy(
    photos.filter(({ status }) => status.kind === 'exported'),
    outputRootOf,
  );
  return [...byOutput].map(([output, group]) => ({
    folder,
    photos: group.map(({ id }) => id),
    output,
    export: { ...options, onConflict: 'overwrite' },
    maxCredits: undefined,
  }));
}

/** The output folder of the batch that wrote a photo: what is above its mirrored subfolders. Undefined where it has no result. */
export function outputRootOf({ status, relativePath }: Pick<PhotoView, 'status' | 'relativePath'>): string | undefined {
  if (status.kind !== 'exported') return undefined;
  const parts = status.output.split(/[\\/]/);
  const depth = relativePath.split('/').length;
  const separator = status.output.includes('\\') && !status.output.startsWith('/') ? '\\' : '/';
  const above = parts.slice(0, -depth).join(separator);
  return above === '' || above.endsWith(':') ? above + separator : above;
}
