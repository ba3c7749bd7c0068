import { atMost } from '../base/answering.ts';
import type {
  BatchRequest,
  ExportOptions,
  FolderId,
  FolderView,
  Outcome,
  PhotoId,
  ServiceMode,
} from '../contract/index.ts';
import { DEFAULT_EXPORT, type Job } from '../engine/index.ts';
import { Batches } from './batches.ts';
import { Caches } from './caches.ts';
import { beginChores } from './chores.ts';
import { fidelityIn } from './fidelity.ts';
import { Folders } from './folders.ts';
import { HotFolders } from './hot/hot-folders.ts';
import type { WorkspaceDeps } from './deps.ts';
import { attempt, type WorkspaceHandlers } from './handlers.ts';
import { checkKey, type KeyVerdict } from './key-check.ts';
import { Levels, type PhotoChange } from './levels.ts';
import { diff, Patches, Photos, viewOf, type OpenFolder, type Photo } from './photos.ts';
import { Pictures, type Picture } from './pictures.ts';
import { Prober, type Facts } from './prober.ts';
import { QueueDesk } from './queue-desk.ts';
import { Spending } from './spending.ts';
import { statusOf, statusOfPhoto } from './status.ts';
import { Strips } from './strips.ts';

/** Quitting waits this long for folders that are being looked through. Milliseconds. */
const LEAVE_AFTER_MS = 5_000;
const PATCH_MS = 80;
const DEFAULT_OPTIONS: ExportOptions = { ...DEFAULT_EXPORT, name: '{name}', writeMarks: false };

export async function openWorkspace(deps: WorkspaceDeps): Promise<Workspace> {
  const pictures = await Pictures.open(deps.engine, deps.cacheDir);
  const workspace = new Workspace(deps, pictures);
  await workspace.setMode(deps.mode);
  for (const { code, message } of deps.engine.notices) {
    deps.push('notice', { id: code, tone: 'warning', title: message, detail: undefined });
  }
  // The window need not wait: it asks for the open folders when it is there.
  void workspace.openHotFolders().catch((error: unknown) => deps.log('watched folders could not be opened', error));
  return workspace;
}

/** The app without its window: open folders, settings, batches, and what the window is told of them. */
export class Workspace {
  readonly handlers: WorkspaceHandlers;
  readonly #deps: WorkspaceDeps;
  readonly #photos = new Photos();
  readonly #pictures: Pictures;
  readonly #patches: Patches;
  readonly #prober: Prober;
  readonly #levels: Levels;
  readonly #desk: QueueDesk;
  readonly #batches: Batches;
  readonly #folders: Folders;
  readonly #hot: HotFolders;
  readonly #strips: Strips;
  readonly #caches: Caches;
  readonly #stopChores: () => void;
  readonly #spending: Spending;

  constructor(deps: WorkspaceDeps, pictures: Pictures) {
    this.#deps = deps;
    this.#pictures = pictures;
    this.#levels = new Levels(deps);
    this.#patches = new Patches(
      (patches) => deps.push('photos:changed', patches),
      (fn) => deps.clock.after(PATCH_MS, fn),
    );
    this.#prober = new Prober(deps, pictures, (photo, facts) => this.#learned(photo, facts));
    this.#desk = new QueueDesk(
      deps,
      (job) => this.#jobChanged(job),
      (job, fraction) => this.#uploading(job, fraction),
    );
    this.#batches = new Batches(deps, this.#photos, this.#prober, this.#desk);
    this.#strips = new Strips(deps, this.#desk);
    this.#caches = new Caches(deps.engine, pictures);
    this.#spending = new Spending(deps.engine, () => this.#desk.serviceId);
    const hot = new HotFolders(deps, {
      prober: this.#prober,
      serviceId: () => this.#desk.serviceId,
      retouch: (folder, photos, dayLimit) => this.#retouchNew(folder, photos, dayLimit),
      poke: () => this.#desk.poke(),
      cancel: (batches) => this.#desk.cancelUnsent(batches),
    });
    this.#hot = hot;
    this.#folders = new Folders(deps, {
      photos: this.#photos,
      levels: this.#levels,
      prober: this.#prober,
      recall: (folder, photos) => this.#recall(folder, photos),
      hot,
    });
    this.#stopChores = beginChores(deps, pictures);
    const folders = this.#folders;
    const chosen = (ids: readonly PhotoId[]): Photo[] => ids.flatMap((id) => this.#photos.get(id) ?? []);
    const desk = this.#desk;
    this.handlers = {
      'folder:open': (paths) => attempt(() => this.openFolder(paths)),
      'folder:open-samples': () => attempt(() => this.openFolder([deps.samples])),
      'folder:close': (folder) => folders.closeTab(folder),
      'folder:current': () => folders.current(),
      'folder:photos': (folder, from) => folders.part(folder, from),
      'folder:include-links': (folder) => attempt(() => folders.includeLinks(folder)),
      'folder:set-hot': (folder, creditsPerDay) => attempt(() => folders.setHot(folder, creditsPerDay)),
      'folder:answer-hot': (folder, retouch) => hot.answer(folder, retouch),
      'photos:configure': (ids, settings) => this.#change(ids, { settings }),
      'photos:mark': (ids, marks) => this.#change(ids, { marks }),
      'photos:fade': (ids, fade) => this.#change(ids, { fade }),
      'photos:visible': (ids) => this.#prober.wantFirst(chosen(ids)),
      'photos:report': (id) => fidelityIn(deps.engine.store, this.#photos.get(id)?.job),
      'batch:estimate': (request) => attempt(() => this.#batches.estimate(request)),
      'batch:start': (request) => attempt(() => this.#start(request)),
      'queue:state': () => desk.view(),
      'queue:pause': () => desk.pause(),
      'queue:resume': () => desk.goOn(),
      'queue:cancel': () => desk.cancel(),
      'queue:retry-failed': () => desk.retryFailed(),
      'queue:list': (group, from, count) => desk.list.page(group, from, count, (path) => this.#photos.at(path)[0]),
      'queue:move': (jobs, to) => desk.move(jobs, to),
      'queue:set-limit': (maxCredits) => desk.setLimit(maxCredits),
      'queue:undecided': () => desk.undecided((path) => this.#photos.at(path)[0]?.id),
      'queue:decide': (jobs, choice) => desk.decide(jobs, choice),
      'strip:start': (ids, levels) => attempt(() => this.#strips.start(chosen(ids), levels)),
      'cache:sizes': () => this.#caches.sizes(),
      'cache:clear': (what) => this.#caches.clear(what),
      'spending:list': () => this.#spending.list(),
    };
  }

  /** Opens a folder, or the folder that the first of several files lies in. */
  openFolder(paths: readonly string[]): Promise<FolderView> {
    return this.#folders.open(paths);
  }

  /** Opens the folders again whose new photos are retouched by themselves. */
  openHotFolders(): Promise<void> {
    return this.#folders.openHot();
  }

  /** Resolves when all open folders are being watched. */
  watching(): Promise<void> {
    return this.#folders.watching();
  }

  /** Saves every photo that the service in use was paid for as a table. */
  saveSpending(target: string): Promise<Outcome<string>> {
    return this.#spending.save(target);
  }

  /** Path of an open folder, for dialogs. */
  folderPath(id: FolderId): string | undefined {
    return this.#photos.folder(id)?.path;
  }

  /** Path of a photo's exported result. */
  outputOf(id: PhotoId): string | undefined {
    const status = this.#photos.get(id)?.status;
    return status?.kind === 'exported' ? status.output : undefined;
  }

  /** Where the last batch's pictures go. */
  outputFolder(): string | undefined {
    return this.#desk.outputFolder();
  }

  /** A picture for the window; `id` names a photo, or a cell of a test strip. Undefined when there is none. */
  async picture(
    kind: 'thumb' | 'placeholder' | 'preview' | 'result' | 'strip',
    id: PhotoId,
    request: { size?: number | 'full'; signal: AbortSignal },
  ): Promise<Picture | undefined> {
    if (kind === 'strip') {
      const file = this.#strips.pictureOf(id);
      return file === undefined ? undefined : { body: { file }, contentType: 'image/jpeg' };
    }
    const photo = this.#photos.get(id);
    return photo === undefined ? undefined : this.#pictures.get(kind, photo, request);
  }

  /** Switches between the live service and the demo; what the other one's queue holds waits. */
  async setMode(mode: ServiceMode): Promise<void> {
    await this.#desk.connect(this.#deps.serviceFor(mode));
    for (const folder of this.#photos.folders()) {
      this.#recall(folder, folder.photos);
      for (const { id, status } of folder.photos) this.#patches.add({ id, status });
    }
    await this.#hot.serviceChanged();
  }

  /** Asks the live service whether it takes a key, for free. */
  checkKey(key: string): Promise<KeyVerdict> {
    return checkKey(key, this.#deps.serviceFor('live'));
  }

  /** A new key was stored: what waited for it goes on. */
  keyChanged(): void {
    this.#desk.keyChanged();
  }

  /** The computer woke up or the network changed. */
  systemChanged(): void {
    this.#desk.systemChanged();
  }

  get busy(): boolean {
    return this.#desk.view().active;
  }

  async close(): Promise<void> {
    this.#stopChores();
    this.#prober.close();
    this.#batches.close();
    // Either may be looking at a drive that does not answer.
    const closed = this.#folders.closeAll().then(() => this.#hot.close());
    await atMost(LEAVE_AFTER_MS, closed, this.#deps.clock);
    await this.#desk.close();
    await this.#levels.flush();
    this.#patches.close();
  }

  #change(ids: readonly PhotoId[], change: PhotoChange): void {
    for (const { id, settings, fade, marks } of this.#levels.change(this.#photos, ids, change)) {
      this.#patches.add({ id, settings, fade, marks });
    }
  }

  /** Gives photos the status that the queue of the present service knows. */
  #recall(folder: OpenFolder, photos: readonly Photo[]): void {
    const history = this.#desk.history(folder.scan.roots);
    for (const photo of photos) {
      const job = history.latest(photo.file.path);
      photo.status = statusOfPhoto(photo, job);
      photo.resultKey = job?.resultKey;
      photo.job = job?.id;
    }
  }

  /** A hot folder: what appears is retouched as the last batch was. */
  async #retouchNew(folder: OpenFolder, photos: readonly Photo[], dayLimit: string): Promise<void> {
    const request: BatchRequest = {
      folder: folder.id,
      photos: photos.map((photo) => photo.id),
      output: undefined,
      export: this.#deps.choices().lastExport ?? DEFAULT_OPTIONS,
      maxCredits: undefined,
    };
    await this.#start(request, dayLimit);
  }

  async #start(request: BatchRequest, dayLimit?: string): Promise<{ photos: number }> {
    const jobs = await this.#batches.start(request, dayLimit);
    for (const job of jobs) this.#jobChanged(job);
    return { photos: jobs.length };
  }

  #jobChanged(job: Job): void {
    this.#hot.refreshSoon();
    if (this.#strips.owns(job)) {
      this.#strips.jobChanged(job);
      return;
    }
    for (const photo of this.#photos.at(job.source)) {
      photo.status = statusOf(job);
      photo.resultKey = job.resultKey;
      photo.job = job.id;
      if (job.notes.length > 0) photo.notes = job.notes;
      this.#patches.add({ id: photo.id, status: photo.status, notes: photo.notes });
    }
  }

  #uploading(source: string, fraction: number): void {
    for (const photo of this.#photos.at(source)) {
      if (photo.status.kind !== 'uploading') continue;
      photo.status = { kind: 'uploading', fraction };
      this.#patches.add({ id: photo.id, status: photo.status });
    }
  }

  #learned(photo: Photo, facts: Facts): void {
    const before = viewOf(photo);
    const { width, height, notes, refused, marks, ...noted } = facts;
    Object.assign(photo, { width, height, ...noted });
    const folder = this.#photos.folder(photo.folder);
    if (folder !== undefined) this.#levels.learnMarks(folder, photo, marks);
    if (notes.length > 0) photo.notes = notes;
    photo.refused = refused;
    if (photo.status.kind === 'idle') photo.status = statusOfPhoto(photo, undefined);
    this.#patches.add(diff(before, viewOf(photo)));
  }
}
