import { join } from 'node:path';
import { systemClock, type Clock } from '../base/clock.ts';
import { mountedOf } from '../base/mounts.ts';
import { ReasonError, type Reason } from '../base/reason.ts';
import { makeOutputFolder, tryOutputFolder, type ReportSkipped, type WrittenReport } from '../export/index.ts';
import { startImaging, type Imaging } from '../imaging/index.ts';
import {
  Scheduler,
  claim,
  closeStore,
  dataFolders,
  diskFiles,
  makeDataFolderPrivate,
  openStore,
  type Batch,
  type DataFolders,
  type FilePort,
  type Job,
  type JobStore,
  type NewJob,
  type Ownership,
  type PicturePort,
} from '../queue/index.ts';
import { findAlreadyThere, type AlreadyThere } from './already-there.ts';
import { exporterFor } from './exporting.ts';
import type { ExportSettings } from './export-settings.ts';
import type { EngineOptions, NewBatch, Run, RunOptions } from './engine-types.ts';
import { onTheWay, readHistory, waitingElsewhere, type Elsewhere, type History } from './history.ts';
import { keepApart } from './originals.ts';
import { findPaid } from './paid.ts';
import { policyFor } from './policy.ts';
import { unreported, writeReportOf } from './report.ts';
import { RESULTS_BYTES, keptSizes, tidyKept, tidyOutputs, tidyWhenIdle } from './tidy.ts';
import { connectService, newId, type ConnectedService, type ServiceChoice } from './service.ts';

/**
 * Everything below the window and the command line, put together: one data folder, one imaging process, one queue. Both
 * composition roots build on it, so that they run the very same code.
 */
export class Engine {
  readonly store: JobStore;
  readonly imaging: Imaging;
  readonly notices: readonly Reason[];
  readonly #options: EngineOptions;
  readonly #files: FilePort;
  readonly #results: string;
  readonly #ownership: Ownership;
  readonly #clock: Clock;
  #checks = 0;

  private constructor(
    options: EngineOptions,
    parts: {
      store: JobStore;
      imaging: Imaging;
      notices: readonly Reason[];
      folders: DataFolders;
      ownership: Ownership;
    },
  ) {
    this.#options = options;
    this.store = parts.store;
    this.imaging = parts.imaging;
    this.notices = parts.notices;
    this.#ownership = parts.ownership;
    this.#clock = options.clock ?? systemClock;
    this.#files = diskFiles(parts.folders, (path, signal) => parts.imaging.fileKeys(path, signal), this.#clock);
    this.#results = parts.folders.results;
  }

  /**
   * @throws ReasonError `another-process` when the app or another command line works with this data folder, and what the file
   * system throws
   */
  static async open(options: EngineOptions): Promise<Engine> {
    const clock = options.clock ?? systemClock;
    makeDataFolderPrivate(options.dataDir);
    const folders = await dataFolders(options.dataDir);
    const ownership = claim(join(options.dataDir, 'owner.lock'));
    if (ownership === undefined) {
      throw new ReasonError(
        'another-process',
        'Afterglow is already working with this data folder, in its window or in another command line. ' +
          'Close that one first, or choose another folder with --data-dir.',
      );
    }
    try {
      const { store, notices } = await openStore(options.dataDir, folders, () => clock.now());
      const imaging = startImaging({ spawn: options.spawnImaging });
      return new Engine(options, { store, imaging, notices, folders, ownership });
    } catch (error) {
      ownership.release();
      throw error;
    }
  }

  /** Connects to a service and starts to work on what the queue holds for it. */
  async run(choice: ServiceChoice, options: RunOptions = {}): Promise<Run> {
    const service = await connectService(choice, this.#clock);
    try {
      return await this.#begin(service, options);
    } catch (error) {
      await service.close();
      throw error;
    }
  }

  async #begin(service: ConnectedService, options: RunOptions): Promise<Run> {
    if (service.embedded) {
      // Its tasks died with the process that held them, and were never paid for.
      const states = ['submitting', 'processing', 'ready', 'outcome-unknown'] as const;
      this.store.applyWhere(states, service.port.id, { type: 'service-restarted' });
    }
    // A report that was being written at a crash leaves its beginnings beside photos that are all done.
    const { id } = service.port;
    const notices = await tidyOutputs([...this.unfinished(id), ...this.unreported(id)]);
    const scheduler = new Scheduler({
      store: this.store,
      service: service.port,
      pictures: this.#pictures(),
      files: this.#files,
      exporter: exporterFor(this.store, this.imaging, this.#clock, this.#options.program),
      clock: this.#clock,
      random: this.#options.random ?? Math.random,
      policy: policyFor(service.embedded, options.policy),
      ...(options.maxCredits !== undefined && { maxCredits: options.maxCredits }),
      ...(options.trace !== undefined && { trace: options.trace }),
    });
    const tidied = tidyWhenIdle(scheduler, () => this.tidyResults());
    const admitted: string[] = [];
    this.store.beginOnly(options.onlyNewBatches === true ? admitted : undefined);
    scheduler.start();
    let stopped: Promise<void> | undefined;
    return {
      scheduler,
      service,
      notices,
      admit: (batch) => {
        admitted.push(batch);
        if (options.onlyNewBatches === true) this.store.beginOnly(admitted);
        scheduler.poke();
      },
      stop: (graceMs) =>
        (stopped ??= scheduler
          .stop(graceMs)
          .then(tidied)
          .finally(() => service.close())),
    };
  }

  /**
   * Makes the output folder and puts photos into the queue, on disk before this returns.
   * @throws ReasonError when the output folder can't be made or written to, or leads to originals
   */
  async addBatch(service: string, batch: NewBatch): Promise<{ batch: Batch; jobs: Job[] }> {
    const [first] = batch.sourceRoots;
    if (first === undefined) throw new Error('a batch needs a source folder');
    const known = await keepApart(batch);
    await makeOutputFolder(batch.outputRoot);
    await tryOutputFolder(batch.outputRoot);
    const stored: Batch = {
      id: newId(),
      service,
      createdAt: this.#clock.now(),
      sourceRoot: first,
      outputRoot: batch.outputRoot,
      options: {
        ...batch.settings,
        sourceRoots: batch.sourceRoots,
        mountedRoots: await mountedOf(batch.sourceRoots),
        ...(batch.strip === true && { strip: true }),
      },
      maxCredits: batch.maxCredits,
    };
    this.store.noteOriginals(known);
    const jobs = this.store.addBatch(
      stored,
      batch.photos.map((photo) => ({ ...photo, id: newId() })),
      batch.dayLimit === undefined ? {} : { dayLimit: batch.dayLimit },
    );
    return { batch: stored, jobs };
  }

  /** With the rule `skip`, parts the photos whose result would not be written from the others, before anybody pays. */
  alreadyThere<P extends Omit<NewJob, 'id'>>(
    service: string,
    photos: readonly P[],
    outputRoot: string,
    settings: ExportSettings,
    signal: AbortSignal,
  ): Promise<{ wanted: P[]; there: AlreadyThere<P>[] }> {
    const { store, imaging } = this;
    const pictureKey = (path: string, until: AbortSignal): Promise<string> => this.pictureKey(path, until);
    return findAlreadyThere({ store, imaging, service, pictureKey }, photos, outputRoot, settings, signal);
  }

  /** The whole pre-check of one file, as the queue makes it, without keeping the copy. */
  async check(path: string, signal: AbortSignal): Promise<Awaited<ReturnType<PicturePort['prepare']>>> {
    const job = `check-${++this.#checks}`;
    try {
      return await this.imaging.prepare(path, this.#files.submissionTarget(job), signal);
    } finally {
      await this.#files.discard(job);
    }
  }

  /**
   * What identifies the picture in a file, whatever its name and place, and whatever metadata are written into it: for settings
   * and results that follow a photo. Reads the whole file.
   * @throws what the file system throws
   */
  async pictureKey(path: string, signal: AbortSignal): Promise<string> {
    return (await this.imaging.fileKeys(path, signal)).picture;
  }

  /** {@link findPaid}, of a photo that `path` names. */
  paidKey(key: (picture: string) => string, path: string, signal: AbortSignal): ReturnType<typeof findPaid> {
    return findPaid(this.store, this.#files, key, path, signal);
  }

  /** Writes `afterglow-report.json` beside the results of a batch. */
  report(batch: Batch, service: string, skipped: readonly ReportSkipped[]): Promise<WrittenReport> {
    const { program } = this.#options;
    return writeReportOf(this.store, batch, { program, service, finishedAt: this.#clock.now(), skipped });
  }

  /** Batches whose report was still to be written when the program ended. */
  unreported(service: string): Batch[] {
    return unreported(this.store, service);
  }

  /** Batches of a service that still have something to do or to decide, oldest first. */
  unfinished(service: string): Batch[] {
    return this.store
      .batches(service)
      .filter((batch) => {
        const counts = this.store.counts({ batch: batch.id });
        return onTheWay(counts) + counts['outcome-unknown'] > 0;
      })
      .reverse();
  }

  /** What earlier runs with a service learned of the photos in these folders. */
  history(service: string, roots: readonly string[]): History {
    return readHistory(this.store, service, roots);
  }

  /** Photos that wait for another service than this one, or for a decision about it. Those of the embedded demo don't count. */
  elsewhere(service: string): Elsewhere {
    return waitingElsewhere(this.store, service);
  }

  /** Bytes of the kept results, and of those that may be deleted. */
  keptResults(): Promise<{ total: number; deletable: number }> {
    return keptSizes(this.store, this.#results);
  }

  /** Deletes exported results, least recently used first, until all take at most `maxBytes`. @returns how many */
  tidyResults(maxBytes = this.#options.resultsBytes?.() ?? RESULTS_BYTES): Promise<number> {
    return tidyKept(this.store, this.#results, maxBytes);
  }

  /**
   * Writes a kept result at the original's size and full strength, whatever fade it was exported with: for the loupe.
   * @param target a new file, complete on success
   */
  renderKept(key: string, original: string, target: string, signal: AbortSignal): ReturnType<Imaging['fullSize']> {
    const kept = this.store.result(key);
    if (kept === undefined) throw new ReasonError('result-lost', 'The kept result of this photo is gone.');
    const how = { size: 'original', format: 'jpeg', quality: 95, metadata: 'none', fade: 1 } as const;
    return this.imaging.fullSize({ ...how, ...kept, original, target }, signal);
  }

  get dataFolder(): string {
    return this.#options.dataDir;
  }

  /** Ends the imaging process and lets go of the data folder. Runs must have been stopped before. */
  async close(): Promise<void> {
    try {
      await this.imaging.close();
    } finally {
      try {
        closeStore(this.store);
      } finally {
        this.#ownership.release();
      }
    }
  }

  #pictures(): PicturePort {
    return {
      prepare: (source, target, signal) => this.imaging.prepare(source, target, signal),
      check: (path, submitted, signal) => this.imaging.check(path, submitted, signal),
    };
  }
}
