import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { statIfThere } from '../base/file-facts.ts';
import { leadsToOriginals, REPORT_NAME } from '../export/index.ts';
import type { JobStore } from '../queue/index.ts';
import { originalsOf } from './originals.ts';
import { writeReportOf } from './report.ts';

/**
 * Puts a report into a batch's output folder before its first result appears there. A folder with a report is no input: without one, a run
 * that was killed, or is still going on, would leave results that a later run over the parent folder takes for photos, and pays for.
 */
export function outputMarker(store: JobStore, clock: Clock, program: string): (batch: string) => Promise<void> {
  const marked = new Map<string, Promise<void>>();

  async function mark(id: string): Promise<void> {
    const batch = store.batch(id);
    // A test strip lies in Afterglow's own folder.
    if (batch === undefined || batch.options['strip'] === true) return;
    const { outputRoot, service } = batch;
    if (await statIfThere(join(outputRoot, REPORT_NAME))) return;
    // What is wrong with the folder is for the export to tell.
    if (!(await statIfThere(outputRoot)) || (await leadsToOriginals(outputRoot, originalsOf(store, batch)))) return;
    await writeReportOf(store, batch, { program, service, finishedAt: clock.now(), skipped: [] });
  }

  return (id) => {
    const known = marked.get(id);
    if (known !== undefined) return known;
    const marking = mark(id);
    marked.set(id, marking);
    // Tried again with the next photo.
    marking.catch(() => marked.delete(id));
    return marking;
  };
}
