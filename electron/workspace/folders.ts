import { realpath } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { answered } from '../base/answering.ts';
import { ReasonError } from '../base/reason.ts';
import type { FolderId, FolderView, HotView, PhotoPart } from '../contract/index.ts';
import {
  foundAt,
  isBehindLink,
  scanInputs,
  watchFolder,
  type FolderWatch,
  type FoundFile,
  type Scan,
  type WatchedChange,
} from '../engine/index.ts';
import { FIRST_PART, folderView, NEXT_PARTS, nextOf } from './folder-view.ts';
import type { HotFolders } from './hot/hot-folders.ts';
import type { Levels } from './levels.ts';
import { partOf } from './photo-part.ts';
import { foldersOf, perRoot, type RootScan } from './root-scan.ts';
import { viewOf, type OpenFolder, type Photo, type Photos } from './photos.ts';
import type { Prober } from './prober.ts';
import type { WorkspaceDeps } from './deps.ts';

/** New files come in bursts: they are told of together. */
const GATHER_MS = 400;

/** The watch asks the file system of every photo: in a large folder the window is filled first. */
const WATCH_LATER_MS = 1500;

export interface FoldersParts {
  readonly photos: Photos;
  readonly levels: Levels;
  readonly prober: Prober;
  /** Gives photos the status that the queue knows of them. */
  readonly recall: (folder: OpenFolder, photos: readonly Photo[]) => void;
  readonly hot: HotFolders;
}

/** The open folders, and what appears in them or vanishes while they are open. */
export class Folders {
  readonly #deps: WorkspaceDeps;
  readonly #parts: FoldersParts;
  readonly #watches = new Map<FolderId, Promise<FolderWatch | undefined>>();
  readonly #gathered = new Map<FolderId, WatchedChange[]>();
  readonly #gathering = new Map<FolderId, () => void>();
  /** One after the other, so that the last one asked for is the last one shown, and none is opened twice. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Ends the wait before the watch of a large folder. */
  readonly #waiting = new Map<FolderId, () => void>();

  constructor(deps: WorkspaceDeps, parts: FoldersParts) {
    this.#deps = deps;
    this.#parts = parts;
  }

  /**
   * Opens what was named: each folder, and the folder that files lie in, as one of its own, since two shoots have photos of the same
   * names. The first one is the answer; the others are told of. @throws ReasonError when there is none
   */
  open(paths: readonly string[]): Promise<FolderView> {
    const opened = this.#turn.then(() => this.#open(paths));
    this.#turn = opened.catch(() => undefined);
    return opened;
  }

  #scan(paths: readonly string[], followLinks = false): Promise<Scan> {
    return scanInputs(paths, { recursive: true, followLinks, outputs: this.#deps.engine.store.outputRoots() });
  }

  async #open(paths: readonly string[]): Promise<FolderView> {
    this.#deps.engine.imaging.warm();
    const named = await this.#scan(paths);
    const [first, ...others] = perRoot(named);
    if (first === undefined) throw new ReasonError('missing-input', 'There is nothing to open.');
    const whole = new Set(await Promise.all(paths.map((path) => realpath(path))));
    const view = await this.#openRoot(first, whole);
    for (const other of others) this.#deps.push('folder:opened', await this.#openRoot(other, whole));
    return view;
  }

  /** @param whole the folders that were named themselves, and not some files in them */
  async #openRoot(named: RootScan, whole: ReadonlySet<string>): Promise<FolderView> {
    const { photos, levels, prober, recall, hot } = this.#parts;
    const { root } = named;
    // A folder whose new photos are retouched by themselves is shown whole, whatever was named of it.
    const isHot = hot.isOn(root);
    const scan = isHot ? await this.#scan([root]) : named.scan;
    const known = [...photos.folders()].find((folder) => folder.path === root);
    // Opened again, a folder is looked through anew: what was set stays, since it is kept.
    if (known !== undefined) await this.close(known.id);
    await levels.load(root, foldersOf(scan));
    const startOf = levels.starts(root);
    const folder = await photos.open(root, scan, (file) => startOf(file.relativePath));
    await nextTurn();
    recall(folder, folder.photos);
    prober.want(folder.photos);
    hot.opened(folder);
    this.#watches.set(folder.id, this.#watch(folder, isHot || whole.has(root)));
    return this.#view(folder);
  }

  /** Opens the folders again whose new photos are retouched by themselves. One that is not there is told, and stays for later. */
  async openHot(): Promise<void> {
    for (const path of await this.#parts.hot.load()) {
      try {
        this.#deps.push('folder:opened', await this.open([path]));
      } catch (error) {
        const title = 'A folder whose new photos are retouched by themselves is not there.';
        this.#deps.log(title, error);
        const detail = `${path}: open it when its drive is back.`;
        this.#deps.push('notice', { id: `hot-folder-missing-${path}`, tone: 'warning', title, detail });
      }
    }
  }

  current(): FolderView[] {
    return [...this.#parts.photos.folders()].map((folder) => this.#view(folder));
  }

  #view(folder: OpenFolder): FolderView {
    return folderView(folder, this.#parts.hot.view(folder));
  }

  /** More of the photos that a view of a folder began with. What came since is not among them: the window heard of it. */
  part(id: FolderId, from: number): PhotoPart {
    const folder = this.#parts.photos.folder(id);
    if (folder === undefined) return { fresh: undefined, photos: [], next: undefined };
    const { photos, next } = nextOf(folder, from, NEXT_PARTS);
    return { ...partOf(photos), next };
  }

  /** Resolves when all open folders are being watched. */
  async watching(): Promise<void> {
    await Promise.all(this.#watches.values());
  }

  /** @throws ReasonError when the folder is closed, or the limit or the folder can't be used */
  async setHot(id: FolderId, creditsPerDay: number | undefined): Promise<HotView | undefined> {
    const folder = this.#openFolder(id);
    const { hot } = this.#parts;
    if (creditsPerDay !== undefined) return hot.switchOn(folder, creditsPerDay);
    await hot.switchOff(folder);
    return undefined;
  }

  /**
   * Takes in what lies behind links that lead out of a folder: a person asked for it. It is no news that is retouched by itself, and
   * is asked for again when the folder is opened anew. @returns how many photos @throws ReasonError when the folder is closed
   */
  async includeLinks(id: FolderId): Promise<number> {
    const folder = this.#openFolder(id);
    const { photos, levels, prober, recall } = this.#parts;
    const scan = await this.#scan([folder.path], true);
    if (photos.folder(id) === undefined) return 0;
    const here = new Set(folder.photos.map(({ file }) => file.path));
    const found = scan.photos.filter((file) => isBehindLink(file) && !here.has(file.path));
    const startOf = levels.starts(folder.path);
    const added = photos.add(folder, found, (file) => startOf(file.relativePath));
    folder.linksOut = new Set();
    recall(folder, added);
    prober.want(added);
    this.#deps.push('folder:changed', { folder: id, added: added.map(viewOf), removed: [], linksOut: 0 });
    return added.length;
  }

  #openFolder(id: FolderId): OpenFolder {
    const folder = this.#parts.photos.folder(id);
    if (folder === undefined) throw new ReasonError('folder-closed', 'This folder is no longer open.');
    return folder;
  }

  /** A person closes the tab of a folder. */
  async closeTab(id: FolderId): Promise<void> {
    const folder = this.#parts.photos.folder(id);
    if (folder !== undefined) await this.#parts.hot.closedByPerson(folder);
    await this.close(id);
  }

  async close(id: FolderId): Promise<void> {
    await this.#parts.hot.closing(id);
    this.#parts.prober.forget(this.#parts.photos.folder(id)?.photos ?? []);
    this.#parts.photos.close(id);
    this.#waiting.get(id)?.();
    this.#gathering.get(id)?.();
    this.#gathering.delete(id);
    this.#gathered.delete(id);
    const watch = await this.#watches.get(id);
    this.#watches.delete(id);
    await watch?.close();
  }

  async closeAll(): Promise<void> {
    await this.#turn;
    for (const id of [...this.#watches.keys()]) await this.close(id);
  }

  /** A folder that can't be watched (too many subfolders, a network drive) is still open; the person is told. */
  async #watch(folder: OpenFolder, whole: boolean): Promise<FolderWatch | undefined> {
    try {
      const large = whole && folder.photos.length > FIRST_PART;
      if (large) await this.#waitToWatch(folder.id);
      if (this.#parts.photos.folder(folder.id) === undefined) return undefined;
      const watch = await watchFolder(folder.path, (change) => this.#gather(folder, change));
      if (large) await this.#catchUp(folder);
      return watch;
    } catch (error) {
      this.#deps.log(`${folder.path} can't be watched`, error);
      return undefined;
    }
  }

  #waitToWatch(id: FolderId): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        this.#waiting.delete(id);
        resolve();
      };
      const cancel = this.#deps.clock.after(WATCH_LATER_MS, end);
      this.#waiting.set(id, end);
    });
  }

  /** Finds what appeared, changed or vanished before the watch stood. */
  async #catchUp(folder: OpenFolder): Promise<void> {
    const { photos } = await this.#scan([folder.path]);
    if (this.#parts.photos.folder(folder.id) === undefined) return;
    const known = new Map(folder.photos.map(({ file }) => [file.path, file]));
    for (const file of photos) {
      const before = known.get(file.path);
      known.delete(file.path);
      if (before?.bytes === file.bytes && before.modifiedAt === file.modifiedAt) continue;
      this.#gather(folder, { ...file, kind: before === undefined ? 'added' : 'changed' });
    }
    for (const file of known.values()) {
      if (!isBehindLink(file)) this.#gather(folder, { ...file, kind: 'removed' });
    }
  }

  #gather(folder: OpenFolder, change: WatchedChange): void {
    if (change.kind === 'trouble') {
      const { code, message } = change.reason;
      this.#deps.push('notice', { id: code, tone: 'warning', title: message, detail: undefined });
      return;
    }
    this.#gathered.set(folder.id, [...(this.#gathered.get(folder.id) ?? []), change]);
    if (this.#gathering.has(folder.id)) return;
    const cancel = this.#deps.clock.after(GATHER_MS, () => {
      this.#gathering.delete(folder.id);
      const changes = this.#gathered.get(folder.id) ?? [];
      this.#gathered.delete(folder.id);
      void this.#take(folder, changes).catch((error: unknown) => this.#deps.log('a change of a folder', error));
    });
    this.#gathering.set(folder.id, cancel);
  }

  async #take(folder: OpenFolder, changes: readonly WatchedChange[]): Promise<void> {
    const { photos, levels, prober, recall, hot } = this.#parts;
    const files = new Map<string, FoundFile | undefined>();
    const linksOut = new Set(folder.linksOut);
    for (const change of changes) {
      if (change.kind === 'trouble') continue;
      const found =
        change.kind === 'removed'
          ? { kind: 'none' as const }
          : await answered(change.path, () => foundAt(folder.path, change));
      files.set(change.path, found.kind === 'file' ? found.file : undefined);
      if (found.kind === 'left-out') linksOut.add(change.relativePath);
      else linksOut.delete(change.relativePath);
    }
    if (photos.folder(folder.id) === undefined) return;
    const here = new Map(folder.photos.map((photo) => [photo.file.path, photo]));
    const gone = [...files.keys()].flatMap((path) => here.get(path) ?? []);
    photos.remove(folder, gone);
    const found = [...files.values()].filter((file) => file !== undefined);
    const startOf = levels.starts(folder.path);
    const added = photos.add(folder, found, (file) => startOf(file.relativePath));
    recall(folder, added);
    prober.want(added);
    // A changed file keeps its id: it is news of the same photo, with another picture.
    const again = new Set(added.map((photo) => photo.id));
    const removed = gone.map((photo) => photo.id).filter((id) => !again.has(id));
    const linksChanged = linksOut.size !== folder.linksOut.size;
    folder.linksOut = linksOut;
    if (added.length + removed.length > 0 || linksChanged) {
      const change = { folder: folder.id, added: added.map(viewOf), removed };
      this.#deps.push('folder:changed', { ...change, linksOut: linksOut.size });
    }
    const still = new Set(added.map(({ file }) => file.path));
    hot.arrived(
      folder,
      added,
      [...files.keys()].filter((path) => !still.has(path)),
    );
  }
}
