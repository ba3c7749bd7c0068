import { basename } from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import type { PhotoStatus, QueueEntry, QueueGroup, QueueMove, QueuePage } from '../contract/index.ts';
import type { Batch, Job, JobStore, StateName } from '../engine/index.ts';
import type { Photo } from './photos.ts';
import { reordered } from './queue-order.ts';
import { statusOf } from './status.ts';

/** A job as the list keeps it: without its batch's share, so that ten thousand of them are little. */
interface Line {
  readonly job: string;
  readonly seq: number;
  readonly state: StateName;
  readonly source: string;
  readonly name: string;
  readonly folder: string;
  readonly level: number;
  readonly trial: boolean;
  readonly status: PhotoStatus;
}

/** Lines of all shown batches, being read or complete. */
interface Reading {
  readonly lines: Map<string, Line>;
  readonly done: Promise<void>;
}

/** Jobs that are read from the disk before others have their turn. */
const BREATH = 500;

/** What needs a person comes first, then what is nearest to its end, what waits, and what has ended. */
const RANKS: Readonly<Record<StateName, number>> = {
  'outcome-unknown': 0,
  failed: 1,
  retouched: 2,
  ready: 3,
  processing: 4,
  submitting: 5,
  prepared: 6,
  queued: 6,
  cancelled: 7,
  exported: 8,
};

/**
 * The photos of the batches that the window shows, of every folder. Read from the disk when somebody looks for the first time, and
 * kept up to date from then on.
 */
export class QueueList {
  readonly #store: JobStore;
  readonly #shown: () => ReadonlyMap<string, Batch>;
  #reading: Reading | undefined;
  #sorted: readonly Line[] | undefined;

  /** @param shown the batches that are shown at the moment, by id */
  constructor(store: JobStore, shown: () => ReadonlyMap<string, Batch>) {
    this.#store = store;
    this.#shown = shown;
  }

  /** Other batches are shown from now on. */
  reset(): void {
    this.#reading = undefined;
    this.#sorted = undefined;
  }

  changed(job: Job): void {
    const batch = this.#shown().get(job.batch);
    if (batch === undefined || this.#reading === undefined) return;
    this.#reading.lines.set(job.id, lineOf(job, batch));
    this.#sorted = undefined;
  }

  uploading(job: Job, fraction: number): void {
    const line = this.#reading?.lines.get(job.id);
    if (line?.state !== 'submitting' || job.state !== 'submitting') return;
    this.#reading?.lines.set(job.id, { ...line, status: { kind: 'uploading', fraction } });
    this.#sorted = undefined;
  }

  /** @param photoAt the photo of an open folder at a path */
  async page(
    group: QueueGroup,
    from: number,
    count: number,
    photoAt: (path: string) => Pick<Photo, 'id' | 'folder' | 'file'> | undefined,
  ): Promise<QueuePage> {
    const all = await this.#inOrder();
    const counts = { all: all.length, working: 0, undecided: 0, failed: 0, exported: 0 };
    for (const { state } of all) {
      const own = groupOf(state);
      if (own !== 'all') counts[own]++;
    }
    const listed = group === 'all' ? all : all.filter(({ state }) => groupOf(state) === group);
    const entries = listed.slice(from, from + count).map(({ job, source, name, folder, level, trial, status }) => {
      const photo = photoAt(source);
      const known = photo && { id: photo.id, folder: photo.folder, modifiedAt: photo.file.modifiedAt };
      return { job, photo: known, name, folder, level, trial, status } satisfies QueueEntry;
    });
    return { from, entries, counts };
  }

  /** Moves jobs among those that wait. @returns how many of them do */
  async move(jobs: readonly string[], to: QueueMove): Promise<number> {
    const waiting = (await this.#inOrder()).filter(({ state }) => isWaiting(state)).map(({ job }) => job);
    const known = new Set(waiting);
    const chosen = new Set(jobs.filter((job) => known.has(job)));
    const next = reordered(waiting, chosen, to);
    const end = next.findLastIndex((job, at) => job !== waiting[at]) + 1;
    // What follows stays as it is: it comes after these in any case.
    const first = next.slice(0, end);
    this.#store.moveFirst(first);
    for (const id of first) {
      const job = this.#store.job(id);
      if (job !== undefined) this.changed(job);
    }
    return chosen.size;
  }

  async #inOrder(): Promise<readonly Line[]> {
    const lines = await this.#lines();
    this.#sorted ??= [...lines.values()].sort((a, b) => RANKS[a.state] - RANKS[b.state] || a.seq - b.seq);
    return this.#sorted;
  }

  async #lines(): Promise<ReadonlyMap<string, Line>> {
    for (;;) {
      const reading = (this.#reading ??= this.#read());
      await reading.done;
      // The batches may have been exchanged meanwhile.
      if (reading === this.#reading) return reading.lines;
    }
  }

  #read(): Reading {
    const lines = new Map<string, Line>();
    const batches = [...this.#shown().values()];
    const done = (async (): Promise<void> => {
      let read = 0;
      for (const batch of batches) {
        for (const job of this.#store.jobsOf(batch.id)) {
          lines.set(job.id, lineOf(job, batch));
          if (++read % BREATH === 0) await breath();
        }
      }
    })();
    done.catch(() => this.reset());
    return { lines, done };
  }
}

function lineOf(job: Job, { sourceRoot, options }: Batch): Line {
  const { id, seq, state, source, relativePath, settings } = job;
  const parts = relativePath.split('/');
  const name = parts.pop() ?? relativePath;
  const folder = [basename(sourceRoot) || sourceRoot, ...parts].join('/');
  const trial = options['strip'] === true;
  return { job: id, seq, state, source, name, folder, level: settings.level, trial, status: statusOf(job) };
}

function isWaiting(state: StateName): boolean {
  return state === 'queued' || state === 'prepared';
}

/** `all`: in no group of its own. */
function groupOf(state: StateName): QueueGroup {
  switch (state) {
    case 'outcome-unknown':
      return 'undecided';
    case 'failed':
    case 'exported':
      return state;
    case 'cancelled':
      return 'all';
    case 'queued':
    case 'prepared':
    case 'submitting':
    case 'processing':
    case 'ready':
    case 'retouched':
      return 'working';
  }
}
