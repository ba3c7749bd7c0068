import type { Clock } from '../base/clock.ts';
import { statIfThere } from '../base/file-facts.ts';
import { onSide } from '../base/system-errors.ts';
import { createExporter } from '../export/index.ts';
import { outputExtension, type Imaging } from '../imaging/index.ts';
import { exportSettings, namedPath, wishedFade, wishedMarks, type ExportSettings } from './export-settings.ts';
import { earlierResults } from './earlier.ts';
import { outputMarker } from './mark-output.ts';
import { originalsOf } from './originals.ts';
import type { ExportPort, ExportRequest, JobStore } from '../queue/index.ts';

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
        replacesOwn: settings.replacesOwn === true,
        keepModifiedTime: false,
        written: writtenBy(store, id),
        options: settings,
      };
    },
    earlier: earlierResults(store),
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
  const mark = outputMarker(store, clock, program);
  return {
    async export(request, reserve, signal) {
      await onSide('output', store.batch(request.batch)?.outputRoot ?? '', () => mark(request.batch));
      const named = { ...request, relativePath: namedPath(request.relativePath, request.wish) };
      return exporter.export(named, reserve, signal);
    },
  };
}

function* writtenBy(store: JobStore, batch: string): Generator<string> {
  for (const job of store.jobsOf(batch)) {
    if (job.state === 'exported' && job.skipped === undefined) yield job.output;
  }
}
