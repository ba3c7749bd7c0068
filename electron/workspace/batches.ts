import { join } from 'node:path';
import { ReasonError, systemCode, type Reason } from '../base/reason.ts';
import type { BatchEstimate, BatchRequest } from '../contract/index.ts';
import {
  checkOutput,
  defaultOutput,
  DEFAULT_POLICY,
  type History,
  templateTrouble,
  type Job,
  type NewBatch,
} from '../engine/index.ts';
import { chosenPhotos, estimateOf, exportOf, isOnItsWay, wishedPhotos } from './batch.ts';
import { givenNumbers, numbered } from './numbers.ts';
import type { OpenFolder, Photo, Photos } from './photos.ts';
import type { Prober } from './prober.ts';
import type { QueueDesk } from './queue-desk.ts';
import type { WorkspaceDeps } from './deps.ts';

/** What a press of "Retouch and export" would mean, and the press itself. */
export class Batches {
  readonly #deps: WorkspaceDeps;
  readonly #photos: Photos;
  readonly #prober: Prober;
  readonly #desk: QueueDesk;
  readonly #stop = new AbortController();
  /** Starts one after the other: a second press must see what the first one put into the queue. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(deps: WorkspaceDeps, photos: Photos, prober: Prober, desk: QueueDesk) {
    this.#deps = deps;
    this.#photos = photos;
    this.#prober = prober;
    this.#desk = desk;
  }

  /** @throws ReasonError when the folder is closed or the output folder can't be used */
  async estimate(request: BatchRequest): Promise<BatchEstimate> {
    const folder = this.#folder(request);
    const chosen = chosenPhotos(request, folder.photos);
    await this.#prober.finish(chosen);
    const output = await this.#output(request, folder);
    const history = this.#desk.history(folder.scan.roots);
    const given = givenNumbers(this.#deps.engine.store, this.#desk.serviceId, output);
    const { wanted } = await this.#part(chosen, request, history, output, given);
    const { numbers, highest } = numbered(
      chosen.flatMap(({ file, status }) => (status.kind === 'unusable' ? [] : file.path)),
      given,
    );
    const balance = await this.#desk.freshBalance();
    return estimateOf(wanted, history, DEFAULT_POLICY.creditsPerPhoto, {
      balance,
      output,
      numbers: { first: numbers[0] ?? highest + 1, highest },
    });
  }

  /**
   * Puts photos into the queue. Those that are on their way already, just as wished, are not begun a second time.
   * @param dayLimit name of the limit for a day that they count against: they begin by themselves, so nothing else is set going
   * @throws ReasonError when there is nothing to do, the folder is closed or the output folder can't be used
   */
  start(request: BatchRequest, dayLimit?: string): Promise<Job[]> {
    const started = this.#turn.then(() => this.#start(request, dayLimit));
    this.#turn = started.catch(() => undefined);
    return started;
  }

  async #start(request: BatchRequest, dayLimit: string | undefined): Promise<Job[]> {
    const folder = this.#folder(request);
    const trouble = templateTrouble(request.export.name);
    if (trouble !== undefined) throw new ReasonError('bad-name-template', trouble);
    const usable = chosenPhotos(request, folder.photos).filter((photo) => photo.status.kind !== 'unusable');
    if (usable.length === 0) throw new ReasonError('nothing-to-do', 'None of these photos can be retouched.');
    const output = await this.#output(request, folder);
    const history = this.#desk.history(folder.scan.roots);
    const given = givenNumbers(this.#deps.engine.store, this.#desk.serviceId, output);
    const { jobs, there } = await this.#part(usable, request, history, output, given);
    if (jobs.length === 0) {
      if (there.length > 0) throw new ReasonError('all-there', 'These photos are in the output folder already.');
      if (dayLimit === undefined) this.#desk.resume();
      return [];
    }
    return this.#desk.start({
      sourceRoots: folder.scan.roots,
      outputRoot: output,
      photos: jobs,
      settings: exportOf(request.export),
      skipped: [...folder.scan.skipped, ...there.map(({ photo: { file }, reason }) => ({ ...file, reason }))],
      ...(request.maxCredits !== undefined && { maxCredits: request.maxCredits }),
      ...(dayLimit !== undefined && { dayLimit }),
    });
  }

  /** Breaks off what looks through files. */
  close(): void {
    this.#stop.abort();
  }

  /** With the rule `skip`, what lies in the output folder already is neither sent nor paid. */
  async #part(
    photos: readonly Photo[],
    request: BatchRequest,
    history: History,
    output: string,
    given: ReadonlyMap<string, number>,
  ): Promise<{ jobs: NewBatch['photos']; wanted: Photo[]; there: { photo: Photo; reason: Reason }[] }> {
    const { engine } = this.#deps;
    const isSamePlace = (batch: string): boolean => engine.store.batch(batch)?.outputRoot === output;
    const fresh = photos.filter((photo) => !isOnItsWay(photo, history, isSamePlace));
    const bySource = new Map(fresh.map((photo) => [photo.file.path, photo]));
    const wished = wishedPhotos(fresh, request.export, given);
    const parted = await engine.alreadyThere(
      this.#desk.serviceId,
      wished,
      output,
      exportOf(request.export),
      this.#stop.signal,
    );
    const photoOf = ({ source }: { readonly source: string }): Photo[] => {
      const photo = bySource.get(source);
      return photo === undefined ? [] : [photo];
    };
    const { wanted: jobs, there } = parted;
    return {
      jobs,
      wanted: jobs.flatMap(photoOf),
      there: there.flatMap(({ photo, reason }) => photoOf(photo).map((each) => ({ photo: each, reason }))),
    };
  }

  async #output(request: BatchRequest, folder: OpenFolder): Promise<string> {
    try {
      const photos = folder.photos.map(({ file }) => file.path);
      return await checkOutput(folder.scan.roots, request.output ?? (await this.#defaultOutput(folder)), photos);
    } catch (error) {
      if (error instanceof ReasonError || systemCode(error) !== 'ENOENT') throw error;
      throw new ReasonError('folder-gone', 'The folder with the photos is gone. Connect its drive, or open it anew.', {
        cause: error,
      });
    }
  }

  /** The samples lie inside the program: their results go where the photographer finds them. */
  #defaultOutput(folder: OpenFolder): Promise<string> {
    if (folder.path !== this.#deps.samples) return defaultOutput(folder.path);
    return Promise.resolve(join(this.#deps.cacheDir, '..', 'Samples - Retouched'));
  }

  #folder({ folder: id }: BatchRequest): OpenFolder {
    const folder = this.#photos.folder(id);
    if (folder === undefined) throw new ReasonError('folder-closed', 'This folder is no longer open.');
    return folder;
  }
}
