import { readFileSync, renameSync } from 'node:fs';
import { z } from 'zod';
import { systemCode } from '../base/reason.ts';

const level = z.number().min(0).max(1);
const exportOptions = z.looseObject({
  name: z.string(),
  writeMarks: z.boolean(),
  history: z.boolean().exactOptional(),
  size: z.enum(['original', 'service']),
  format: z.enum(['same', 'jpeg', 'png', 'tiff']),
  quality: z.int().min(1).max(100),
  metadata: z.enum(['all', 'no-location', 'none']),
  onConflict: z.enum(['rename', 'skip', 'overwrite']),
});

/** What the photographer chose, as far as it differs from the defaults. */
const chosen = z.looseObject({
  language: z.enum(['system', 'en', 'es', 'zh-CN']).exactOptional(),
  surround: z.enum(['black', 'dark', 'grey', 'light']).exactOptional(),
  keepAwake: z.boolean().exactOptional(),
  notify: z.boolean().exactOptional(),
  concurrency: z.int().min(1).exactOptional(),
  defaultLevel: level.exactOptional(),
  openWhenDone: z.boolean().exactOptional(),
  resultsGigabytes: z.number().min(1).exactOptional(),
  lastExport: exportOptions.exactOptional(),
  presets: z.array(z.looseObject({ name: z.string(), options: exportOptions })).exactOptional(),
  welcomed: z.boolean().exactOptional(),
});

const wholeNumber = z.int().min(-100_000).max(100_000);

/** What Afterglow remembers between two starts. Keys that a newer version added are kept as they are. */
const schema = z.looseObject({
  /** The service that was in use last. */
  mode: z.enum(['live', 'demo']).exactOptional(),
  /** Newest first. */
  recentFolders: z.array(z.object({ name: z.string(), path: z.string() })).exactOptional(),
  window: z
    .object({
      bounds: z.object({ x: wholeNumber, y: wholeNumber, width: wholeNumber, height: wholeNumber }),
      maximized: z.boolean(),
    })
    .exactOptional(),
  chosen: chosen.exactOptional(),
});

export type Kept = Pick<z.infer<typeof schema>, 'mode' | 'recentFolders' | 'window' | 'chosen'>;

export type Checked =
  | { readonly kind: 'usable' }
  | { readonly kind: 'absent' }
  /** The file was not what it should be; it now lies at `aside`, whole. */
  | { readonly kind: 'set-aside'; readonly aside: string };

/**
 * Looks at a preference file before anybody opens it for writing. A damaged one is moved aside, never overwritten: it may
 * hold what a person wants back. Throws what the file system throws.
 */
export function checkPreferenceFile(path: string, now: Date): Checked {
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { kind: 'absent' };
    throw error;
  }
  if (isUsable(text)) return { kind: 'usable' };
  const aside = path.replace(/\.json$/, `.damaged-${now.toISOString().replaceAll(':', '-')}.json`);
  renameSync(path, aside);
  return { kind: 'set-aside', aside };
}

function isUsable(text: string): boolean {
  try {
    return schema.safeParse(JSON.parse(text)).success;
  } catch {
    // Not JSON: the one thing this question is about.
    return false;
  }
}
