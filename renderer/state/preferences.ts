import type { ExportOptions } from '../../electron/contract/index.ts';
import { thumbSizes } from '../gallery/grid-geometry.ts';
import { sorts, type SortId } from './order.ts';

/** How this window likes to look. Nothing here is worth more than a default if it can't be read. */
export interface Preferences {
  readonly language: string | undefined;
  readonly thumbSize: number;
  readonly sort: SortId;
  readonly inspector: boolean;
  readonly export: ExportOptions;
}

export const standardExport: ExportOptions = {
  size: 'original',
  format: 'same',
  quality: 95,
  metadata: 'all',
  onConflict: 'rename',
};

const standard: Preferences = {
  language: undefined,
  thumbSize: thumbSizes.standard,
  sort: 'name',
  inspector: true,
  export: standardExport,
};

const KEY = 'afterglow.window';

export function loadPreferences(): Preferences {
  try {
    return parsePreferences(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    // Storage that is blocked or damaged costs the photographer a slider position, so defaults do.
    return standard;
  }
}

export function savePreferences(change: Partial<Preferences>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...loadPreferences(), ...change }));
  } catch (error) {
    console.warn('the window could not keep its layout', error);
  }
}

/** Stored values are untrusted: an older version, or a hand, may have written them. */
export function parsePreferences(stored: unknown): Preferences {
  const from = record(stored);
  const options = record(from['export']);
  return {
    language: typeof from['language'] === 'string' ? from['language'] : undefined,
    thumbSize: within(from['thumbSize'], thumbSizes.min, thumbSizes.max) ?? standard.thumbSize,
    sort: oneOf(from['sort'], sorts) ?? standard.sort,
    inspector: typeof from['inspector'] === 'boolean' ? from['inspector'] : standard.inspector,
    export: {
      size: oneOf(options['size'], ['original', 'service']) ?? standardExport.size,
      format: oneOf(options['format'], ['same', 'jpeg', 'png', 'tiff']) ?? standardExport.format,
      quality: within(options['quality'], 1, 100) ?? standardExport.quality,
      metadata: oneOf(options['metadata'], ['all', 'no-location', 'none']) ?? standardExport.metadata,
      // Overwriting is chosen anew each time: a forgotten setting must not cost anybody a file.
      onConflict: oneOf(options['onConflict'], ['rename', 'skip']) ?? standardExport.onConflict,
    },
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function within(value: unknown, min: number, max: number): number | undefined {
  return typeof value === 'number' && value >= min && value <= max ? value : undefined;
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((each) => each === value);
}
