import { ReasonError } from '../base/reason.ts';
import type {
  BatchRequest,
  FolderId,
  FolderView,
  Handlers,
  Outcome,
  PhotoId,
  PushChannel,
  PushChannels,
  RetouchSettings,
  ServiceMode,
} from '../contract/index.ts';
import {
  scanInputs,
  type Clock,
  type Engine,
  type Job,
  type QueuePolicy,
  type ServiceChoice,
} from '../engine/index.ts';
import { Batches } from './batches.ts';
import { Levels } from './levels.ts';
import { Patches, Photos, viewOf, type OpenFolder, type Photo } from './photos.ts';
import { Pictures, type Picture } from './pictures.ts';
import { Prober, type Facts } from './prober.ts';
import { QueueDesk } from './queue-desk.ts';
import { statusOf, statusOfPhoto } from './status.ts';

export interface WorkspaceDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly mode: ServiceMode;
  readonly serviceFor: (mode: ServiceMode) => ServiceChoice;
  /** Changes to the queue's numbers, asked for at each change of the service. */
  readonly policy?: () => Partial<QueuePolicy>;
  /** Folder of the bundled sample photos. */
  readonly samples: string;
  /** Folder for thumbnails and previews. */
  readonly cacheDir: string;
  /** Folder for what the photographer set per photo. */
  readonly settingsDir: string;
  readonly push: <C extends PushChannel>(channel: C, payload: PushChannels[C]) => void;
  readonly log: (message: string, error?: unknown) => void;
}

/** The part of the contract that needs no Electron. */
type WorkspaceHandlers = Pick<
  Handlers,
  | 'folder:open'
  | 'folder:open-samples'
  | 'folder:close'
  | 'photos:configure'
  | 'photos:visible'
  | 'batch:estimate'
  | 'batch:start'
  | 'queue:state'
  | 'queue:pause'
  | 'queue:resume'
  | 'queue:cancel'
  | 'queue:retry-failed'
  | 'queue:undecided'
  | 'queue:decide'
>;

const PATCH_MS = 80;

export async function openWorkspace(deps: WorkspaceDeps): Promise<Workspace> {
  const pictures = await Pictures.open(deps.engine, deps.cacheDir);
  const workspace = new Workspace(deps, pictures);
  await workspace.setMode(deps.mode);
  for (const { code, message } of deps.engine.notices) {
    deps.push('notice', { id: code, tone: 'warning', title: message, detail: undefined });
  }
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

  constructor(deps: WorkspaceDeps, pictures: Pictures) {
    this.#deps = deps;
    this.#pictures = pictures;
    this.#levels = new Levels(deps);
    this.#patches = new Patches(
      (patches) => deps.push('photos:changed', patches),
      (fn) => deps.clock.after(PATCH_MS, fn),
    );
    this.#prober = new Prober(deps.engine.imaging, (photo, facts) => this.#learned(photo, facts));
    this.#desk = new QueueDesk(
      deps,
      (job) => this.#jobChanged(job),
      (job, fraction) => this.#uploading(job, fraction),
    );
    this.#batches = new Batches(deps, this.#photos, this.#prober, this.#desk);
    const desk = this.#desk;
    this.handlers = {
      'folder:open': (paths) => attempt(() => this.openFolder(paths)),
      'folder:open-samples': () => attempt(() => this.openFolder([deps.samples])),
      'folder:close': (folder) => this.#close(folder),
      'photos:configure': (ids, settings) => this.#configure(ids, settings),
      'photos:visible': (ids) => this.#prober.wantFirst(ids.flatMap((id) => this.#photos.get(id) ?? [])),
      'batch:estimate': (request) => attempt(() => this.#batches.estimate(request)),
      'batch:start': (request) => attempt(() => this.#start(request)),
      'queue:state': () => desk.view(),
      'queue:pause': () => desk.pause(),
      'queue:resume': () => desk.resume(),
      'queue:cancel': () => desk.cancel(),
      'queue:retry-failed': () => desk.retryFailed(),
      'queue:undecided': () => desk.undecided((path) => this.#photos.at(path)[0]?.id),
      'queue:decide': (jobs, choice) => desk.decide(jobs, choice),
    };
  }

  /** Opens a folder, or the folder that the first of several files lies in. */
  async openFolder(paths: readonly string[]): Promise<FolderView> {
    const scan = await scanInputs(paths, { recursive: true });
    const [root] = scan.roots;
    if (root === undefined) throw new ReasonError('missing-input', 'There is nothing to open.');
    await this.#levels.load(root);
    const folder = this.#photos.open(root, scan, (file) => this.#levels.of(root, file.relativePath));
    this.#recall(folder);
    this.#prober.want(folder.photos);
    return {
      id: folder.id,
      name: root.slice(Math.max(root.lastIndexOf('/'), root.lastIndexOf('\\')) + 1) || root,
      path: root,
      photos: folder.photos.map(viewOf),
      skipped: scan.skipped.length,
    };
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

  async picture(
    kind: 'thumb' | 'preview' | 'result',
    id: PhotoId,
    request: { size?: number; signal: AbortSignal },
  ): Promise<Picture | undefined> {
    const photo = this.#photos.get(id);
    return photo === undefined ? undefined : this.#pictures.get(kind, photo, this.outputOf(id), request);
  }

  /** Switches between the live service and the demo; what the other one's queue holds waits. */
  async setMode(mode: ServiceMode): Promise<void> {
    await this.#desk.connect(this.#deps.serviceFor(mode));
    for (const folder of this.#photos.folders()) {
      this.#recall(folder);
      for (const { id, status } of folder.photos) this.#patches.add({ id, status });
    }
  }

  /** Asks the live service whether it takes a key, for free. */
  checkKey(key: string): ReturnType<QueueDesk['checkKey']> {
    return this.#desk.checkKey(key, this.#deps.serviceFor('live'));
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
    this.#prober.close();
    this.#batches.close();
    await this.#desk.close();
    await this.#levels.flush();
    this.#patches.close();
  }

  #close(id: FolderId): void {
    this.#prober.forget(this.#photos.folder(id)?.photos ?? []);
    this.#photos.close(id);
  }

  #configure(ids: readonly PhotoId[], change: Partial<RetouchSettings>): void {
    for (const { id, settings } of this.#levels.change(this.#photos, ids, change)) this.#patches.add({ id, settings });
  }

  /** Gives each photo the status that the queue of the present service knows. */
  #recall(folder: OpenFolder): void {
    const history = this.#desk.history(folder.scan.roots);
    for (const photo of folder.photos) photo.status = statusOfPhoto(photo, history.latest(photo.file.path));
  }

  async #start(request: BatchRequest): Promise<{ photos: number }> {
    const jobs = await this.#batches.start(request);
    for (const job of jobs) this.#jobChanged(job);
    return { photos: jobs.length };
  }

  #jobChanged(job: Job): void {
    for (const photo of this.#photos.at(job.source)) {
      photo.status = statusOf(job);
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
    const { width, height, notes, refused } = facts;
    photo.width = width;
    photo.height = height;
    if (notes.length > 0) photo.notes = notes;
    photo.refused = refused;
    if (photo.status.kind === 'idle') photo.status = statusOfPhoto(photo, undefined);
    this.#patches.add({ id: photo.id, width, height, notes: photo.notes, status: photo.status });
  }
}

/** Errors that are meant for people come back as a reason; anything else is a fault and is thrown on. */
async function attempt<T>(work: () => T | Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof ReasonError) return { ok: false, reason: error.reason };
    throw error;
  }
}
