import { existsSync } from 'node:fs';
import { statIfThere } from '../base/file-facts.ts';
import { ReasonError } from '../base/reason.ts';
import {
  leadsToOriginals,
  writeReport,
  type ReportPhoto,
  type ReportRun,
  type WrittenReport,
} from '../export/index.ts';
import type { Batch, Job, JobStore } from '../queue/index.ts';
import { originalsOf } from './originals.ts';

type RunFacts = Pick<ReportRun, 'program' | 'service' | 'finishedAt' | 'skipped'>;

/** Writes a batch's report beside its results. @throws ReasonError when the folder can't be written to, or leads to originals */
export async function writeReportOf(store: JobStore, batch: Batch, facts: RunFacts): Promise<WrittenReport> {
  const run = reportOf(store, batch, facts);
  noteUnreported(store, batch);
  const { outputRoot } = batch;
  if ((await statIfThere(outputRoot)) && (await leadsToOriginals(outputRoot, originalsOf(store, batch)))) {
    throw new ReasonError('output-leads-to-source', 'The output folder leads to originals now: no report is written.');
  }
  const written = await writeReport(outputRoot, run);
  noteReported(store, batch);
  return written;
}

/** The report of a batch from what the queue knows of it. */
function reportOf(store: JobStore, batch: Batch, run: RunFacts): ReportRun {
  const spent = new Map<string, number>();
  for (const line of store.ledger(batch.id)) spent.set(line.job, (spent.get(line.job) ?? 0) + line.credits);
  const photos = [...store.jobsOf(batch.id)].map((job) => photoOf(job, spent.get(job.id) ?? 0));
  return { ...run, startedAt: batch.createdAt, photos };
}

function photoOf(job: Job, credits: number): ReportPhoto {
  const details = job.state === 'exported' ? job.details : {};
  return {
    source: job.source,
    relativePath: job.relativePath,
    ...(job.state === 'exported' && { output: job.output }),
    ...outcomeOf(job),
    level: job.settings.level,
    multi_face: job.settings.multiFace,
    sizes: sizesOf(job, details),
    credits,
    timings: timingsOf(job),
    notes: job.notes,
    details,
  };
}

function outcomeOf(job: Job): Pick<ReportPhoto, 'state' | 'reason'> {
  switch (job.state) {
    case 'exported':
      return job.skipped === undefined ? { state: 'exported' } : { state: 'skipped', reason: job.skipped };
    case 'failed':
      // Refused before anything was sent: the file itself can't be used.
      return { state: job.sent === undefined && !job.retryable ? 'unusable' : 'failed', reason: job.reason };
    case 'outcome-unknown':
      return { state: 'undecided', reason: job.reason };
    case 'cancelled':
      return { state: 'cancelled', ...(job.reason !== undefined && { reason: job.reason }) };
    case 'queued':
    case 'prepared':
    case 'submitting':
    case 'processing':
    case 'ready':
    case 'retouched':
      return { state: 'waiting' };
  }
}

function sizesOf(job: Job, details: Readonly<Record<string, unknown>>): ReportPhoto['sizes'] {
  const number = (name: string): number | undefined => {
    const value = details[name];
    return typeof value === 'number' ? value : undefined;
  };
  return {
    original: defined({
      width: number('originalWidth'),
      height: number('originalHeight'),
      bytes: job.original?.bytes,
    }),
    ...(job.sent !== undefined && { submitted: job.sent }),
    ...(job.state === 'exported' &&
      job.skipped === undefined && {
        result: defined({ width: number('width'), height: number('height'), bytes: number('bytes') }),
      }),
  };
}

function defined(fields: Record<string, number | undefined>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}

/** Seconds spent on the way, as far as the photo got. */
function timingsOf(job: Job): Record<string, number> {
  const { times } = job;
  const seconds: Record<string, number> = {};
  const step = (name: string, from: number | undefined, to: number | undefined): void => {
    if (from !== undefined && to !== undefined && to >= from) seconds[name] = Math.round(to - from) / 1000;
  };
  step('waiting and preparing', times.queued, times.prepared);
  step('sending', times.submitting, times.processing);
  step('retouching', times.processing, times.ready);
  step('downloading', times.ready, times.retouched);
  step('exporting', times.retouched, times.exported);
  step('total', times.queued, times.exported);
  return seconds;
}

/** Notes that a batch's report is being written: should the program end meanwhile, the next start knows of it. */
function noteUnreported(store: JobStore, batch: Batch): void {
  store.setMeta(`reported-${batch.id}`, '');
}

/** Notes that a batch's report tells what its photos are now. */
function noteReported(store: JobStore, batch: Batch): void {
  store.setMeta(`reported-${batch.id}`, JSON.stringify(store.counts({ batch: batch.id })));
}

/**
 * Batches whose report is missing or tells of an earlier moment, oldest first: the program ended before it was written. Those
 * whose output folder is gone are left alone, and so are test strips.
 */
export function unreported(store: JobStore, service: string): Batch[] {
  return store
    .batches(service)
    .filter(({ id, options, outputRoot }) => {
      const now = JSON.stringify(store.counts({ batch: id }));
      return options['strip'] !== true && store.meta(`reported-${id}`) !== now && existsSync(outputRoot);
    })
    .reverse();
}
