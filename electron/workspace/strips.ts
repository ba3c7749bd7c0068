import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ReasonError } from '../base/reason.ts';
import type { StripCell, StripView } from '../contract/index.ts';
import type { ExportSettings, Job } from '../engine/index.ts';
import type { Photo } from './photos.ts';
import type { QueueDesk } from './queue-desk.ts';
import type { WorkspaceDeps } from './deps.ts';

/** A trial is looked at and thrown away: the service's own size is enough, and quick. */
const TRIAL: ExportSettings = {
  size: 'service',
  format: 'jpeg',
  quality: 92,
  metadata: 'none',
  onConflict: 'overwrite',
};

interface Cell {
  view: StripCell;
  output: string | undefined;
}

/**
 * Test strips: one to three photos at several levels, before the whole batch is paid. Each cell is an ordinary job, so that its
 * paid result is kept like any other and the batch gets it for nothing.
 */
export class Strips {
  readonly #deps: WorkspaceDeps;
  readonly #desk: QueueDesk;
  readonly #cells = new Map<string, Cell>();
  readonly #strips = new Map<string, readonly string[]>();
  /** Strip of each cell's job. */
  readonly #jobs = new Map<string, { readonly strip: string; readonly cell: string }>();

  constructor(deps: WorkspaceDeps, desk: QueueDesk) {
    this.#deps = deps;
    this.#desk = desk;
  }

  /** @throws ReasonError when none of the photos can be used */
  async start(photos: readonly Photo[], levels: readonly number[]): Promise<StripView> {
    const usable = photos.filter((photo) => photo.refused === undefined);
    if (usable.length === 0) throw new ReasonError('nothing-to-do', 'None of these photos can be retouched.');
    const id = randomUUID();
    const wanted = usable.flatMap((photo) =>
      [...new Set(levels)].map((level) => ({ photo, level, cell: randomUUID() })),
    );
    for (const { photo, level, cell } of wanted) {
      const view: StripCell = { id: cell, photo: photo.id, level, state: 'waiting', reason: undefined };
      this.#cells.set(cell, { view, output: undefined });
    }
    this.#strips.set(
      id,
      wanted.map(({ cell }) => cell),
    );
    const jobs = await this.#desk.start({
      sourceRoots: [...new Set(usable.map(({ file }) => file.root))],
      outputRoot: join(this.#deps.cacheDir, 'strips', id),
      photos: wanted.map(({ photo: { file, settings }, level, cell }) => ({
        source: file.path,
        relativePath: file.relativePath,
        settings: { ...settings, level },
        wish: { name: cell },
      })),
      settings: TRIAL,
      strip: true,
      skipped: [],
    });
    for (const [index, job] of jobs.entries()) {
      const cell = wanted[index]?.cell;
      if (cell !== undefined) this.#jobs.set(job.id, { strip: id, cell });
    }
    // Some may have ended while the jobs were still being put down.
    for (const { id: job } of jobs) {
      const now = this.#deps.engine.store.job(job);
      if (now !== undefined) this.#update(now);
    }
    return this.#view(id);
  }

  /** Whether a job is a cell of a test strip, of this session or an earlier one. */
  owns(job: Job): boolean {
    return this.#jobs.has(job.id) || this.#deps.engine.store.batch(job.batch)?.options['strip'] === true;
  }

  jobChanged(job: Job): void {
    if (!this.#update(job)) return;
    const strip = this.#jobs.get(job.id)?.strip;
    if (strip !== undefined) this.#deps.push('strip:changed', this.#view(strip));
  }

  /** File of a cell's picture. */
  pictureOf(cell: string): string | undefined {
    return this.#cells.get(cell)?.output;
  }

  /** @returns whether the cell looks different now */
  #update(job: Job): boolean {
    const cell = this.#cells.get(this.#jobs.get(job.id)?.cell ?? '');
    if (cell === undefined) return false;
    const before = cell.view.state;
    if (job.state === 'exported') {
      cell.output = job.output;
      cell.view = { ...cell.view, state: 'ready', reason: undefined };
    } else if (job.state === 'failed' || job.state === 'outcome-unknown' || job.state === 'cancelled') {
      cell.view = { ...cell.view, state: 'failed', reason: job.reason };
    } else {
      cell.view = { ...cell.view, state: 'waiting', reason: undefined };
    }
    return cell.view.state !== before;
  }

  #view(id: string): StripView {
    const cells = (this.#strips.get(id) ?? []).flatMap((cell) => this.#cells.get(cell)?.view ?? []);
    return { id, cells };
  }
}
