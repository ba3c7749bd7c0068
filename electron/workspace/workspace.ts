import { join } from 'node:path';
import { messageOf, ReasonError } from '../base/reason.ts';
import type {
  BatchEstimate,
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
  checkOutput,
  defaultOutput,
  scanInputs,
  DEFAULT_POLICY,
  type Clock,
  type Engine,
  type Job,
  type ServiceChoice,
} from '../engine/index.ts';
import { chosenPhotos, estimateOf, exportOf, type Earlier } from './batch.ts';
import { Patches, Photos, viewOf, type OpenFolder, type Photo } from './photos.ts';
import { Pictures, type Picture } from './pictures.ts';
import { Prober, type Facts } from './prober.ts';
import { QueueDesk } from './queue-desk.ts';
import { SettingsFiles, type FolderSettings } from './settings-file.ts';
import { statusOf } from './status.ts';

export interface WorkspaceDeps {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly mode: ServiceMode;
  readonly serviceFor: (mode: ServiceMode) => ServiceChoice;
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

const DEFAULT_SETTINGS: RetouchSettings = { level: 0.5, multiFace: false };
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
  readonly #files: SettingsFiles;
  readonly #settings = new Map<string, FolderSettings>();
  readonly #desk: QueueDesk;

  constructor(deps: WorkspaceDeps, pictures: Pictures) {
    this.#deps = deps;
    this.#pictures = pictures;
    this.#files = new SettingsFiles(deps.settingsDir, deps.clock, (error) => this.#unsaved(error));
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
    const desk = this.#desk;
    this.handlers = {
      'folder:open': (paths) => attempt(() => this.openFolder(paths)),
      'folder:open-samples': () => attempt(() => this.openFolder([deps.samples])),
      'folder:close': (folder) => this.#photos.close(folder),
      'photos:configure': (ids, settings) => this.#configure(ids, settings),
      'photos:visible': (ids) => this.#prober.wantFirst(ids.flatMap((id) => this.#photos.get(id) ?? [])),
      'batch:estimate': (request) => attempt(() => this.#estimate(request)),
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
    const settings = await this.#files.load(root);
    this.#settings.set(root, settings);
    const folder = this.#photos.open(root, scan, (file) => settings.get(file.relativePath) ?? DEFAULT_SETTINGS);
    const earlier = this.#desk.earlier(root);
    for (const photo of folder.photos) {
      const job = earlier.latest(photo.file.path);
      if (job !== undefined) photo.status = statusOf(job);
    }
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
    await this.#desk.close();
    await this.#files.flush();
  }

  #configure(ids: readonly PhotoId[], change: Partial<RetouchSettings>): void {
    for (const id of ids) {
      const photo = this.#photos.get(id);
      const folder = photo && this.#photos.folder(photo.folder);
      if (photo === undefined || folder === undefined) continue;
      photo.settings = { ...photo.settings, ...change };
      this.#patches.add({ id, settings: photo.settings });
      const settings = this.#settings.get(folder.path);
      if (settings === undefined) continue;
      settings.set(photo.file.relativePath, photo.settings);
      this.#files.saveSoon(folder.path, settings);
    }
  }

  #unsaved(error: unknown): void {
    const title = 'Your levels could not be saved.';
    this.#deps.log(title, error);
    this.#deps.push('notice', { id: 'settings-unsaved', tone: 'error', title, detail: messageOf(error) });
  }

  async #estimate(request: BatchRequest): Promise<BatchEstimate> {
    const folder = this.#folder(request.folder);
    const photos = chosenPhotos(request, folder.photos);
    await this.#prober.finish(photos);
    const output = await this.#output(request, folder);
    const balance = await this.#desk.freshBalance();
    return estimateOf(photos, this.#desk.serviceId, this.#earlier(folder), DEFAULT_POLICY.creditsPerPhoto, {
      balance,
      output,
    });
  }

  async #start(request: BatchRequest): Promise<{ photos: number }> {
    const folder = this.#folder(request.folder);
    const photos = chosenPhotos(request, folder.photos).filter((photo) => photo.status.kind !== 'unusable');
    if (photos.length === 0) throw new ReasonError('nothing-to-do', 'None of these photos can be retouched.');
    const output = await this.#output(request, folder);
    const jobs = await this.#desk.start({
      sourceRoots: folder.scan.roots,
      outputRoot: output,
      photos: photos.map(({ file, settings }) => ({
        source: file.path,
        relativePath: file.relativePath,
        settings,
      })),
      settings: exportOf(request.export),
      skipped: folder.scan.skipped,
      ...(request.maxCredits !== undefined && { maxCredits: request.maxCredits }),
    });
    for (const job of jobs) this.#jobChanged(job);
    return { photos: jobs.length };
  }

  async #output(request: BatchRequest, folder: OpenFolder): Promise<string> {
    return checkOutput(folder.scan.roots, request.output ?? (await this.#defaultOutput(folder)));
  }

  /** The samples lie inside the program: their results go where the photographer finds them. */
  #defaultOutput(folder: OpenFolder): Promise<string> {
    if (folder.path !== this.#deps.samples) return defaultOutput(folder.path);
    return Promise.resolve(join(this.#deps.cacheDir, '..', 'Samples - Retouched'));
  }

  #folder(id: FolderId): OpenFolder {
    const folder = this.#photos.folder(id);
    if (folder === undefined) throw new ReasonError('folder-closed', 'This folder is no longer open.');
    return folder;
  }

  #earlier(folder: OpenFolder): Earlier {
    return this.#desk.earlier(folder.path);
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
    if (refused !== undefined && photo.status.kind === 'idle') photo.status = { kind: 'unusable', reason: refused };
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
