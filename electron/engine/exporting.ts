import type { Clock } from '../base/clock.ts';
import { statIfThere } from '../base/file-facts.ts';
import { onSide } from '../base/system-errors.ts';
import { createExporter, type ConflictRule } from '../export/index.ts';
import { outputExtension, type FullSizeRequest, type Imaging } from '../imaging/index.ts';
import { originalsOf } from './originals.ts';
import type { ExportPort, ExportRequest, JobStore } from '../queue/index.ts';

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
}

export const DEFAULT_EXPORT: ExportSettings = {
  size: 'original',
  format: 'same',
  quality: 95,
  metadata: 'all',
  onConflict: 'rename',
};

/**
 * Puts the export room, the imaging process and the store together.
 *
 * @param program name and version, as results name what made them
 */
export function exporterFor(store: JobStore, imaging: Imaging, clock: Clock, program: string): ExportPort {
  const exporter = createExporter<ExportRequest, ExportSettings>({
    clock,
    batches(id) {
      const batch = store.batch(id);
      if (batch === undefined) return undefined;
      const settings = exportSettings(batch.options);
      return {
        outputRoot: batch.outputRoot,
        originals: originalsOf(store, batch),
        onConflict: settings.onConflict,
        keepModifiedTime: false,
        written: writtenBy(store, id),
        options: settings,
      };
    },
    async extension(request, options, signal) {
      const facts = await imaging.probe(request.source, signal);
      const format = facts.kind === 'picture' ? facts.format : 'jpeg';
      return outputExtension(request.relativePath, format, options.format).extension;
    },
    async render(request, options, target, signal) {
      const { size, format, quality, metadata } = options;
      // When the retouch came, not when it is written: an interrupted export knows its own file again by the bytes.
      const kept = request.retouched;
      const made = options.history !== false ? (await onSide('data', kept, () => statIfThere(kept)))?.mtime : undefined;
      const marks = wishedMarks(request.wish);
      const answer = await imaging.fullSize(
        {
          original: request.source,
          submitted: request.submitted,
          retouched: request.retouched,
          target,
          size,
          format,
          quality,
          metadata,
          fade: wishedFade(request.wish),
          expected: { sha256: request.originalSha256, picture: request.originalPicture },
          ...(made && { history: { software: program, when: made.toISOString().replace(/\.\d+Z$/, 'Z') } }),
          ...(marks && { marks }),
        },
        signal,
      );
      if (answer.kind !== 'written') return answer;
      return { ...answer, details: { ...answer.report, fade: wishedFade(request.wish) } };
    },
  });
  return {
    export: (request, reserve, signal) =>
      exporter.export({ ...request, relativePath: namedPath(request.relativePath, request.wish) }, reserve, signal),
  };
}

/** How much of the retouch was asked for, 0 to 1; all of it where nothing was said. */
function wishedFade({ fade }: Readonly<Record<string, unknown>>): number {
  return typeof fade === 'number' && fade >= 0 && fade <= 1 ? fade : 1;
}

/** Stars and flag to be written into the result; undefined where nobody asked for it. */
function wishedMarks({ rating, flag }: Readonly<Record<string, unknown>>): FullSizeRequest['marks'] {
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
    onConflict: pick('onConflict', ['rename', 'skip', 'overwrite'], DEFAULT_EXPORT.onConflict),
  };
}

function* writtenBy(store: JobStore, batch: string): Generator<string> {
  for (const job of store.jobsOf(batch)) {
    if (job.state === 'exported' && job.skipped === undefined) yield job.output;
  }
}
