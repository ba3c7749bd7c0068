import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { messageOf, ReasonError } from '../../base/reason.ts';
import type { FolderId, HotView } from '../../contract/index.ts';
import { dayOf, DEFAULT_POLICY, isOutput, isResult, scanInputs } from '../../engine/index.ts';
import type { OpenFolder, Photo } from '../photos.ts';
import type { Prober } from '../prober.ts';
import type { WorkspaceDeps } from '../deps.ts';
import { HotFiles, type StoredHot } from './hot-files.ts';
import { HotFolder } from './hot-folder.ts';
import { KnownPictures } from './known-pictures.ts';

export interface HotFoldersParts {
  readonly prober: Pick<Prober, 'finish'>;
  readonly serviceId: () => string;
  /** Puts photos into the queue, under the limit for a day of this name. */
  readonly retouch: (folder: OpenFolder, photos: readonly Photo[], dayLimit: string) => Promise<void>;
  /** Looks for work in the queue. */
  readonly poke: () => void;
  /** Takes what was not sent yet of these batches out of the queue. */
  readonly cancel: (batches: readonly string[]) => void;
}

const { creditsPerPhoto } = DEFAULT_POLICY;
const REFRESH_MS = 200;

/** The folders whose new photos are retouched by themselves. Kept over restarts; each has a limit for a day of its own. */
export class HotFolders {
  readonly #deps: WorkspaceDeps;
  readonly #parts: HotFoldersParts;
  readonly #files: HotFiles;
  /** Folders with the mode on that are not open, by path. */
  readonly #stored = new Map<string, StoredHot>();
  readonly #on = new Map<FolderId, HotFolder>();
  readonly #told = new Map<FolderId, HotView | undefined>();
  #refreshing: (() => void) | undefined;
  #tomorrow: (() => void) | undefined;

  constructor(deps: WorkspaceDeps, parts: HotFoldersParts) {
    this.#deps = deps;
    this.#parts = parts;
    this.#files = new HotFiles(join(deps.engine.dataFolder, 'hot-folders'), deps.clock, (error) => {
      this.#notice(
        'hot-folder-unsaved',
        'What is new in a watched folder could not be saved.',
        messageOf(error),
        error,
      );
    });
  }

  /** Reads which folders the mode was on for. @returns their paths */
  async load(): Promise<string[]> {
    for (const stored of await this.#files.all()) this.#stored.set(stored.folder, stored);
    return [...this.#stored.keys()];
  }

  isOn(path: string): boolean {
    return this.#stored.has(path) || [...this.#on.values()].some(({ folder }) => folder.path === path);
  }

  /** What the window shows of the mode; undefined where it is off. */
  view({ id, path }: OpenFolder): HotView | undefined {
    const hot = this.#on.get(id);
    if (hot === undefined) return undefined;
    const { start } = dayOf(this.#deps.clock.now());
    const day = this.#deps.engine.store.dayLimit(limitName(path), hot.service, creditsPerPhoto, start);
    const committed = day?.committed ?? 0;
    const { question } = hot;
    return {
      creditsPerDay: hot.creditsPerDay,
      committedToday: committed,
      heldUntilTomorrow: committed + creditsPerPhoto > hot.creditsPerDay ? (day?.waiting ?? 0) : 0,
      question: question && { ...question, credits: question.photos * creditsPerPhoto },
    };
  }

  /**
   * Switches the mode on, or sets another limit. What is in the folder now is no news.
   * @throws ReasonError when the limit pays for no photo, or results are written into the folder
   */
  async switchOn(folder: OpenFolder, creditsPerDay: number): Promise<HotView | undefined> {
    if (!(creditsPerDay >= creditsPerPhoto)) {
      const message = `One photo costs ${creditsPerPhoto} credits: the limit for a day must be at least that.`;
      throw new ReasonError('limit-too-small', message);
    }
    const { engine } = this.#deps;
    const hot = this.#on.get(folder.id);
    if (hot === undefined) {
      if (await isOutput(engine.store, folder.path)) throw new ReasonError('hot-output', RESULTS_HERE);
      await this.#begin(folder, creditsPerDay);
    } else hot.creditsPerDay = creditsPerDay;
    engine.store.setDayLimit(limitName(folder.path), creditsPerDay);
    await this.#save(folder.id);
    this.#parts.poke();
    const view = this.view(folder);
    this.#told.set(folder.id, view);
    return view;
  }

  /** Switches the mode off: nothing more is paid for by itself, and what was not sent yet is taken out of the queue. */
  async switchOff(folder: OpenFolder): Promise<void> {
    const hot = this.#on.get(folder.id);
    if (hot === undefined) return;
    this.#let(folder.id);
    const waiting = this.#deps.engine.store.waitingUnder(limitName(folder.path), hot.service);
    this.#parts.cancel(waiting);
    await this.#files.remove(folder.path);
    this.#tell(folder.id, undefined);
  }

  /** The tab of a folder was closed by a person. */
  async closedByPerson(folder: OpenFolder): Promise<void> {
    if (!this.#on.has(folder.id)) return;
    await this.switchOff(folder);
    this.#notice('hot-folder-stopped', STOPPED, `The tab of “${folder.path}” was closed.`, undefined, 'info');
  }

  /** A folder was opened: where the mode was on, it is again, and asks about what came meanwhile. */
  opened(folder: OpenFolder): void {
    const stored = this.#stored.get(folder.path);
    if (stored === undefined) return;
    this.#stored.delete(folder.path);
    const { service, creditsPerDay, known } = stored;
    const hot = this.#make(folder, { service, creditsPerDay, known: new KnownPictures(known) });
    if (service !== this.#parts.serviceId()) {
      void this.#stopFor(hot, OTHER_SERVICE);
      return;
    }
    this.#deps.engine.store.setDayLimit(limitName(folder.path), creditsPerDay);
    hot.catchUp(folder.photos);
  }

  /** A folder is being closed to be opened anew, or with the program: the mode stays on for when it is open again. */
  async closing(id: FolderId): Promise<void> {
    // A photo that is being put into the queue is known then, and is not asked about again.
    await this.#on.get(id)?.settled();
    const stored = this.#snapshot(id);
    if (stored === undefined) return;
    this.#stored.set(stored.folder, stored);
    this.#files.saveSoon(stored.folder, () => stored);
    this.#let(id);
  }

  arrived({ id }: OpenFolder, added: readonly Photo[], removed: readonly string[]): void {
    this.#on.get(id)?.arrived(added, removed);
  }

  /** A person's answer about the photos that wait for one. */
  answer(id: FolderId, retouch: boolean): void {
    this.#on.get(id)?.answer(retouch);
  }

  /** Another service: nobody said that it may be paid without asking. */
  async serviceChanged(): Promise<void> {
    for (const hot of [...this.#on.values()]) {
      if (hot.service !== this.#parts.serviceId()) await this.#stopFor(hot, OTHER_SERVICE);
    }
  }

  /** Tells the window what changed of spending and waiting, a moment later. */
  refreshSoon(): void {
    if (this.#on.size === 0) return;
    this.#refreshing ??= this.#deps.clock.after(REFRESH_MS, () => {
      this.#refreshing = undefined;
      this.#refresh();
    });
  }

  async close(): Promise<void> {
    this.#refreshing?.();
    this.#tomorrow?.();
    await this.#files.flush();
  }

  #refresh(): void {
    let held = false;
    for (const [id, hot] of this.#on) {
      const view = this.view(hot.folder);
      held ||= (view?.heldUntilTomorrow ?? 0) > 0;
      this.#tell(id, view);
    }
    if (!held || this.#tomorrow !== undefined) return;
    const now = this.#deps.clock.now();
    this.#tomorrow = this.#deps.clock.after(dayOf(now).end - now, () => {
      this.#tomorrow = undefined;
      this.#refresh();
    });
  }

  #tell(folder: FolderId, hot: HotView | undefined): void {
    if (isDeepStrictEqual(this.#told.get(folder), hot)) return;
    this.#told.set(folder, hot);
    this.#deps.push('hot:changed', { folder, hot });
  }

  async #begin(folder: OpenFolder, creditsPerDay: number): Promise<void> {
    const service = this.#parts.serviceId();
    const hot = this.#make(folder, { service, creditsPerDay, known: new KnownPictures() });
    try {
      const { photos } = await scanInputs([folder.path], {
        recursive: true,
        outputs: this.#deps.engine.store.outputRoots(),
      });
      await hot.noteAll(photos.map(({ path }) => path));
    } catch (error) {
      this.#let(folder.id);
      throw error;
    }
  }

  #make(
    folder: OpenFolder,
    about: { readonly service: string; readonly creditsPerDay: number; readonly known: KnownPictures },
  ): HotFolder {
    const { clock, engine } = this.#deps;
    const hot: HotFolder = new HotFolder(
      { folder, ...about },
      {
        clock,
        pictureKey: (path, signal) => engine.pictureKey(path, signal),
        isResult: (path, root) => isResult(engine.store, path, root),
        begin: (photos) => this.#retouch(folder, photos),
        neverSent: ({ job }) => {
          const last = job === undefined ? undefined : engine.store.job(job);
          return last === undefined || (last.state === 'failed' && last.sent === undefined);
        },
        save: () => this.#files.saveSoon(folder.path, () => this.#snapshot(folder.id)),
        changed: () => this.refreshSoon(),
        failed: (error) => void this.#stopFor(hot, messageOf(error), error),
      },
    );
    this.#on.set(folder.id, hot);
    return hot;
  }

  /** @returns the photos that can be retouched: they are in the queue, or were there already */
  async #retouch(folder: OpenFolder, photos: readonly Photo[]): Promise<readonly Photo[]> {
    await this.#parts.prober.finish(photos);
    const usable = photos.filter(({ refused, gone }) => refused === undefined && !gone);
    if (usable.length === 0) return [];
    // Somebody began to write results into this very folder: they can't be told from photos.
    if (await isOutput(this.#deps.engine.store, folder.path)) throw new ReasonError('hot-output', RESULTS_HERE);
    try {
      await this.#parts.retouch(folder, usable, limitName(folder.path));
    } catch (error) {
      if (!(error instanceof ReasonError) || !NOTHING_NEW.has(error.reason.code)) throw error;
    }
    this.refreshSoon();
    return usable;
  }

  /** Nobody is there to press again: it must not go on failing unseen. */
  async #stopFor(hot: HotFolder, detail: string, error?: unknown): Promise<void> {
    if (this.#on.get(hot.folder.id) !== hot) return;
    this.#notice('hot-folder-stopped', STOPPED, `${hot.folder.path}: ${detail}`, error);
    try {
      await this.switchOff(hot.folder);
    } catch (failure) {
      this.#deps.log('a watched folder could not be switched off', failure);
    }
  }

  #let(id: FolderId): void {
    this.#on.get(id)?.close();
    this.#on.delete(id);
  }

  #snapshot(id: FolderId): StoredHot | undefined {
    const hot = this.#on.get(id);
    if (hot === undefined) return undefined;
    const { lines, digests } = hot.known.state();
    const { folder, service, creditsPerDay } = hot;
    const known = { lines: lines.map((line): StoredHot['known']['lines'][number] => [...line]), digests: [...digests] };
    return { folder: folder.path, service, creditsPerDay, known };
  }

  async #save(id: FolderId): Promise<void> {
    const stored = this.#snapshot(id);
    if (stored !== undefined) await this.#files.save(stored);
  }

  #notice(id: string, title: string, detail: string, error: unknown, tone: 'error' | 'info' = 'error'): void {
    this.#deps.log(`${title} ${detail}`, error);
    this.#deps.push('notice', { id, tone, title, detail });
  }
}

const STOPPED = 'New photos are no longer retouched by themselves.';
const OTHER_SERVICE = 'It was switched on for another service. Switch it on anew if this one may be paid.';
const RESULTS_HERE =
  'Results are written into this folder: they would be retouched and paid for again. Choose another one.';

/** Answers of a batch that say: there is nothing to pay for. */
const NOTHING_NEW: ReadonlySet<string> = new Set(['all-there', 'nothing-to-do']);

/** Under which name the queue keeps the limit of a folder. */
function limitName(path: string): string {
  return `hot:${path}`;
}
