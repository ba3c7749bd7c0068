import type { ConflictRule } from '../export/index.ts';
import type { FullSizeRequest } from '../imaging/index.ts';

/** How a batch is exported. Stored with it, so that a restart goes on the same way. */
export interface ExportSettings {
  readonly size: 'original' | 'service';
  readonly format: 'same' | 'jpeg' | 'png' | 'tiff';
  /** JPEG quality, 1 to 100. */
  readonly quality: number;
  readonly metadata: 'all' | 'no-location' | 'none';
  /** Whether results tell in their metadata what made them: an entry in XMP's history. Absent: yes. */
  readonly history?: boolean;
  readonly onConflict: ConflictRule;
  /** Whether an earlier result of the same photo, unchanged since, is replaced where this order differs. Absent: no. */
  readonly replacesOwn?: boolean;
}

export const DEFAULT_EXPORT: ExportSettings = {
  size: 'original',
  format: 'same',
  quality: 95,
  metadata: 'all',
  onConflict: 'rename',
};

/** How much of the retouch was asked for, 0 to 1; all of it where nothing was said. */
export function wishedFade({ fade }: Readonly<Record<string, unknown>>): number {
  return typeof fade === 'number' && fade >= 0 && fade <= 1 ? fade : 1;
}

/** Stars and flag to be written into the result; undefined where nobody asked for it. */
export function wishedMarks({ rating, flag }: Readonly<Record<string, unknown>>): FullSizeRequest['marks'] {
  const known = (['none', 'pick', 'reject'] as const).find((each) => each === flag);
  if (known === undefined || typeof rating !== 'number' || !Number.isInteger(rating) || rating < 0 || rating > 5) {
    return undefined;
  }
  return { rating, flag: known };
}

/** The path whose folder and name the result gets: the original's, unless a naming template gave another name. */
export function namedPath(relativePath: string, wish: Readonly<Record<string, unknown>>): string {
  const { name } = wish;
  if (typeof name !== 'string' || name === '') return relativePath;
  const slash = relativePath.lastIndexOf('/') + 1;
  const original = relativePath.slice(slash);
  const dot = original.lastIndexOf('.');
  return relativePath.slice(0, slash) + name + (dot > 0 ? original.slice(dot) : '');
}

/** What a batch's stored options say, with defaults for what is missing or of another kind. */
export function exportSettings(stored: Readonly<Record<string, unknown>>): ExportSettings {
  const pick = <T extends string>(name: string, allowed: readonly T[], otherwise: T): T =>
    allowed.find((value) => value === stored[name]) ?? otherwise;
  const quality = stored['quality'];
  return {
    size: pick('size', ['original', 'service'], DEFAULT_EXPORT.size),
    format: pick('format', ['same', 'jpeg', 'png', 'tiff'], DEFAULT_EXPORT.format),
    quality: typeof quality === 'number' ? quality : DEFAULT_EXPORT.quality,
    metadata: pick('metadata', ['all', 'no-location', 'none'], DEFAULT_EXPORT.metadata),
    ...(stored['history'] === false && { history: false }),
    ...(stored['replacesOwn'] === true && { replacesOwn: true }),
    onConflict: pick('onConflict', ['rename', 'skip', 'overwrite'], DEFAULT_EXPORT.onConflict),
  };
}
