import type { Reason } from '../base/reason.ts';

/** Raised when a reader of the old form would misread the new one. */
export const REPORT_VERSION = 1;

export interface PictureSize {
  readonly width?: number;
  readonly height?: number;
  readonly bytes?: number;
}

/** What became of one photo in a run. */
export interface ReportPhoto {
  /** Absolute path of the original. */
  readonly source: string;
  readonly relativePath: string;
  /** Absolute path of the result; absent when there is none. */
  readonly output?: string;
  readonly state: 'exported' | 'skipped' | 'failed' | 'unusable' | 'undecided' | 'waiting' | 'cancelled';
  /** Why there is no result. */
  readonly reason?: Reason;
  /** Beauty level, 0 to 1. */
  readonly level: number;
  readonly multi_face: boolean;
  readonly sizes: { readonly original?: PictureSize; readonly submitted?: PictureSize; readonly result?: PictureSize };
  /** Credits that this run spent on the photo; 0 when the result had been paid for before. */
  readonly credits: number;
  /** Seconds, by the name of the step. */
  readonly timings: Readonly<Record<string, number>>;
  readonly notes: readonly Reason[];
  /** What was measured of the result: what it kept of the original, and how the retouch was carried over. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** A file or folder that was passed over. */
export interface ReportSkipped {
  readonly source: string;
  readonly relativePath: string;
  readonly reason: Reason;
}

/** One run of Afterglow into an output folder. */
export interface ReportRun {
  /** Name and version of the program. */
  readonly program: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Base address of the service that was paid. */
  readonly service: string;
  readonly photos: readonly ReportPhoto[];
  readonly skipped: readonly ReportSkipped[];
}

/** `afterglow-report.json`. Times are ISO 8601, UTC. */
export interface Report {
  readonly version: typeof REPORT_VERSION;
  readonly program: string;
  readonly writtenAt: string;
  readonly runs: readonly ReportedRun[];
  readonly photos: readonly ReportPhoto[];
  readonly skipped: readonly ReportSkipped[];
}

interface ReportedRun {
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly service: string;
  readonly photos: number;
  readonly exported: number;
  readonly credits: number;
}

/**
 * Adds a run to what earlier runs reported in the same folder. A photo's new entry takes the place of its old one, unless the
 * old one tells of another result that still lies there. A result that was replaced is told of once, as it is now. A run that
 * is reported again (while it goes on) replaces its own entry.
 */
export function mergeReport(earlier: Report | undefined, run: ReportRun): Report {
  const sources = new Set(run.photos.map((photo) => photo.source));
  const outputs = new Set(run.photos.filter(isExported).map((photo) => photo.output));
  const kept = (earlier?.photos ?? []).filter((photo) =>
    isExported(photo) ? !outputs.has(photo.output) : !sources.has(photo.source),
  );
  const named = new Set([...run.photos, ...run.skipped].map((file) => file.source));
  const reported = summarise(run);
  return {
    version: REPORT_VERSION,
    program: run.program,
    writtenAt: iso(run.finishedAt),
    runs: [...(earlier?.runs ?? []).filter((known) => known.startedAt !== reported.startedAt), reported],
    photos: [...kept, ...run.photos],
    skipped: [...(earlier?.skipped ?? []).filter((file) => !named.has(file.source)), ...run.skipped],
  };
}

function isExported(photo: ReportPhoto): boolean {
  return photo.state === 'exported';
}

function summarise(run: ReportRun): ReportedRun {
  return {
    startedAt: iso(run.startedAt),
    finishedAt: iso(run.finishedAt),
    service: run.service,
    photos: run.photos.length,
    exported: run.photos.filter(isExported).length,
    credits: run.photos.reduce((sum, photo) => sum + photo.credits, 0),
  };
}

const iso = (time: number) => new Date(time).toISOString();

export function formatReport(report: Report): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** Reads a report that an earlier run wrote; undefined when it is damaged, or of a version that this one does not know. */
export function parseReport(text: string): Report | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  return isReport(value) ? value : undefined;
}

/** Checks what the merge relies on; the rest is handed through as it was written. */
function isReport(value: unknown): value is Report {
  return (
    isRecord(value) &&
    value.version === REPORT_VERSION &&
    Array.isArray(value.runs) &&
    value.runs.every((run) => isRecord(run) && typeof run.startedAt === 'string') &&
    Array.isArray(value.photos) &&
    value.photos.every(
      (photo) =>
        isRecord(photo) &&
        typeof photo.source === 'string' &&
        typeof photo.state === 'string' &&
        (photo.output === undefined || typeof photo.output === 'string'),
    ) &&
    Array.isArray(value.skipped) &&
    value.skipped.every((file) => isRecord(file) && typeof file.source === 'string')
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
