import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../base/durable-file.ts';
import { ReasonError, systemCode } from '../base/reason.ts';
import { publishNew } from './publish.ts';
import { formatReport, mergeReport, parseReport, type Report, type ReportRun } from './report.ts';
import { systemTroubleOf } from '../base/system-errors.ts';

/** Lies in every output folder; a folder that holds one is known as an output folder and is not retouched again. */
export const REPORT_NAME = 'afterglow-report.json';

export interface WrittenReport {
  readonly path: string;
  readonly report: Report;
  /** Where an earlier report went that could not be read. */
  readonly setAside: string | undefined;
}

/**
 * Writes the report of a run into its output folder, together with what earlier runs reported there. An earlier report that
 * is damaged is set aside under another name, never overwritten. Throws a ReasonError when the folder can't be written to.
 */
export async function writeReport(outputRoot: string, run: ReportRun): Promise<WrittenReport> {
  const path = join(outputRoot, REPORT_NAME);
  try {
    const text = await readIfThere(path);
    const earlier = text === undefined ? undefined : parseReport(text);
    const setAside = text !== undefined && earlier === undefined ? await setReportAside(outputRoot, path) : undefined;
    const report = mergeReport(earlier, run);
    // It lies among the photographer's own files: open to whom the system's mask says.
    await writeDurably(path, formatReport(report), 0o666);
    return { path, report, setAside };
  } catch (error) {
    const trouble = systemTroubleOf(error, 'output', path);
    if (trouble === undefined) throw error;
    throw new ReasonError(trouble.reason.code, `The report can’t be written. ${trouble.reason.message}`, {
      cause: error,
    });
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function setReportAside(outputRoot: string, path: string): Promise<string> {
  for (let number = 1; ; number++) {
    const aside = join(outputRoot, `afterglow-report damaged${number > 1 ? ` (${number})` : ''}.json`);
    if ((await publishNew(path, aside)) === 'published') return aside;
  }
}
