import { sep } from 'node:path';
import { pictureOf, resultKey, type Counts, type Job, type JobStore, type RetouchSettings } from '../queue/index.ts';
import { DEMO_ID } from './service.ts';

/** A file as a scan finds it. */
interface SeenFile {
  readonly path: string;
  readonly bytes: number;
  /** Unix milliseconds, whole. */
  readonly modifiedAt: number;
}

/** What earlier runs with one service learned of the photos in some folders. */
export interface History {
  /** The latest job for the file at this path; undefined when there was none. */
  latest(path: string): Job | undefined;
  /**
   * Whether a photo is already paid for with these settings, as far as can be told without reading the file: by the content
   * that an earlier job found at this path, if size and time are still the same. A renamed file is recognised later, for free too.
   */
  isPaid(file: SeenFile, settings: RetouchSettings): boolean;
}

/** Reads the jobs of the batches that had to do with these folders, once. */
export function readHistory(store: JobStore, service: string, roots: readonly string[]): History {
  const latest = new Map<string, Job>();
  /** The latest job of each path that had read the file. */
  const read = new Map<string, Job>();
  for (const batch of store.batches(service)) {
    if (!roots.some((root) => overlap(root, batch.sourceRoot))) continue;
    for (const job of store.jobsOf(batch.id)) {
      // A test strip is a trial: it says nothing of what became of the photo.
      if (batch.options['strip'] !== true && !latest.has(job.source)) latest.set(job.source, job);
      if (job.original !== undefined && !read.has(job.source)) read.set(job.source, job);
    }
  }
  return {
    latest: (path) => latest.get(path),
    isPaid(file, settings) {
      const job = read.get(file.path);
      const original = job?.original;
      if (original === undefined || original.bytes !== file.bytes) return false;
      // File systems tell fractions of a millisecond, a scan whole ones.
      if (Math.round(original.modifiedAt) !== Math.round(file.modifiedAt)) return false;
      // Of a job of an earlier version only the bytes are known.
      const pictures = [original.sha256, ...(job?.resultKey === undefined ? [] : [pictureOf(job.resultKey)])];
      return pictures.some((picture) => store.result(resultKey(picture, settings, service)) !== undefined);
    },
  };
}

/** Whether one folder is the other, or lies in it. */
function overlap(a: string, b: string): boolean {
  const [inner, outer] = a.length < b.length ? [b, a] : [a, b];
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}

/** Photos that the queue moves on by itself, sooner or later. */
export function onTheWay(counts: Counts): number {
  const { queued, prepared, submitting, processing, ready, retouched } = counts;
  return queued + prepared + submitting + processing + ready + retouched;
}

/** Photos that wait for other services than the one asked about. */
export interface Elsewhere {
  readonly waiting: number;
  readonly undecided: number;
  /** The services' ids. */
  readonly services: readonly string[];
}

/** Photos of other services than this one, but for the embedded demo: nothing there is ever paid. */
export function waitingElsewhere(store: JobStore, service: string): Elsewhere {
  const services = new Set<string>();
  let waiting = 0;
  let undecided = 0;
  for (const batch of store.batches()) {
    if (batch.service === service || batch.service === DEMO_ID) continue;
    const counts = store.counts({ batch: batch.id });
    const open = onTheWay(counts);
    undecided += counts['outcome-unknown'];
    waiting += open;
    if (open + counts['outcome-unknown'] > 0) services.add(batch.service);
  }
  return { waiting, undecided, services: [...services].sort() };
}
