import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../base/clock.ts';
import { ReasonError, systemCode } from '../../base/reason.ts';
import type { OpenFolder, Photo } from '../photos.ts';
import { Arrivals } from './arrivals.ts';
import type { KnownPictures, PictureFile } from './known-pictures.ts';
import { pathBelow, pictureFileAt, relativePathOf } from './picture-files.ts';

export interface HotFolderParts {
  readonly clock: Clock;
  /** What identifies the picture in a file, whatever metadata are written into it. */
  readonly pictureKey: (path: string, signal: AbortSignal) => Promise<string>;
  /** Whether results of a batch lie at this path, below the root. */
  readonly isResult: (path: string, root: string) => Promise<boolean>;
  /** Puts new photos into the queue. @returns those that are in it now */
  readonly begin: (photos: readonly Photo[]) => Promise<readonly Photo[]>;
  /** Whether a photo's last try ended before anything was sent: another file in its place is a new try. */
  readonly neverSent: (photo: Photo) => boolean;
  /** What is known changed. */
  readonly save: () => void;
  /** The question to the person changed. */
  readonly changed: () => void;
  /** Nothing can go on by itself any more. */
  readonly failed: (error: unknown) => void;
}

/** Files asked of together: enough to hide a network drive's delay. */
const AT_ONCE = 32;

/** One folder whose new photos are retouched by themselves: what of it is new, and what becomes of that. */
export class HotFolder {
  readonly folder: OpenFolder;
  readonly service: string;
  creditsPerDay: number;
  readonly known: KnownPictures;
  readonly #parts: HotFolderParts;
  readonly #arrivals: Arrivals<Photo>;
  readonly #stop = new AbortController();
  /** What is taken in one after the other: what one look learned, the next one knows. */
  #turn: Promise<void> = Promise.resolve();
  #reading: Promise<void> | undefined;
  /** Content and facts of new photos that are not begun yet, by path. */
  readonly #looked = new Map<string, { readonly file: PictureFile; readonly digest: string }>();
  /** Photos begun by themselves since the folder was opened, by path. */
  readonly #begun = new Set<string>();

  constructor(
    about: { folder: OpenFolder; service: string; creditsPerDay: number; known: KnownPictures },
    parts: HotFolderParts,
  ) {
    this.folder = about.folder;
    this.service = about.service;
    this.creditsPerDay = about.creditsPerDay;
    this.known = about.known;
    this.#parts = parts;
    this.#arrivals = new Arrivals(parts.clock, (photos) => this.#begin(photos), parts.changed);
  }

  get question() {
    return this.#arrivals.question;
  }

  get #root(): string {
    return this.folder.path;
  }

  /** Notes files as no news. Resolves when that is done. */
  noteAll(paths: readonly string[]): Promise<void> {
    const noted = this.#then(async () => {
      for (const file of await this.#filesAt(paths)) this.known.add(file);
    });
    void noted.then(() => this.#readContents()).catch(this.#parts.failed);
    return noted;
  }

  /** Asks about the photos that came while nobody watched. */
  catchUp(photos: readonly Photo[]): void {
    this.#soon(async () => {
      const here = new Set(photos.map(({ file }) => relativePathOf(this.#root, file.path)));
      for (const path of [...this.known.paths()]) if (!here.has(path)) this.known.gone(path);
      const fresh: Photo[] = [];
      for (const photo of photos) if (await this.#isNew(photo)) fresh.push(photo);
      if (fresh.length > 0) {
        this.#arrivals.ask(
          'meanwhile',
          fresh.map((photo) => [photo.file.path, photo]),
        );
      }
    });
  }

  /** Takes in what appeared, changed or vanished. */
  arrived(added: readonly Photo[], removed: readonly string[]): void {
    this.#soon(async () => {
      for (const path of removed) {
        this.#arrivals.drop(path);
        this.known.gone(relativePathOf(this.#root, path));
      }
      for (const photo of added) {
        this.#arrivals.drop(photo.file.path);
        if (await this.#isNew(photo)) this.#arrivals.add(photo.file.path, photo);
      }
    });
  }

  /** The person's answer about the photos that wait for one: retouch them, or take them as no news. */
  answer(retouch: boolean): void {
    const photos = this.#arrivals.answer();
    if (retouch) this.#begin(photos);
    else {
      this.#note(photos);
      this.#parts.save();
    }
    this.#parts.changed();
  }

  /** Resolves when what has been begun is done, and known. */
  settled(): Promise<void> {
    return this.#turn;
  }

  close(): void {
    this.#stop.abort();
    this.#arrivals.close();
  }

  async #isNew(photo: Photo): Promise<boolean> {
    const { path } = photo.file;
    const file = await pictureFileAt(this.#root, path);
    if (file === undefined) return false;
    const again = this.#begun.has(path) && this.#parts.neverSent(photo);
    if (!again && this.known.recognise(file)) return false;
    if (await this.#parts.isResult(path, this.#root)) {
      this.known.add(file);
      return false;
    }
    // A copy of a photo that was there can be told only when all of those are known.
    await this.#readContents();
    const digest = await this.#digest(path);
    if (digest === undefined) return false;
    if (this.known.hasContent(digest)) {
      this.known.add(file, digest);
      return false;
    }
    this.#looked.set(path, { file, digest });
    return true;
  }

  #begin(photos: readonly Photo[]): void {
    this.#soon(async () => {
      const begun = await this.#parts.begin(photos.filter(({ gone }) => !gone));
      this.#note(begun);
      for (const { file } of begun) this.#begun.add(file.path);
    });
  }

  #note(photos: readonly Photo[]): void {
    for (const { file } of photos) {
      const looked = this.#looked.get(file.path);
      if (looked !== undefined) this.known.add(looked.file, looked.digest);
      this.#looked.delete(file.path);
    }
  }

  /** Reads the content of what is known by its place only. */
  #readContents(): Promise<void> {
    this.#reading ??= this.#readAll().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    for (;;) {
      const paths = this.known.undigested();
      if (paths.length === 0 || this.#stop.signal.aborted) return;
      for (const path of paths) {
        if (this.#stop.signal.aborted) return;
        this.known.digest(path, await this.#digest(pathBelow(this.#root, path)));
        await nextTurn();
      }
      this.#parts.save();
    }
  }

  /** Undefined for a file that is gone, or can't be read now: it is told of again when it changes. */
  async #digest(path: string): Promise<string | undefined> {
    try {
      return await this.#parts.pictureKey(path, this.#stop.signal);
    } catch (error) {
      if (this.#stop.signal.aborted || error instanceof ReasonError || systemCode(error) !== undefined)
        return undefined;
      throw error;
    }
  }

  async #filesAt(paths: readonly string[]): Promise<PictureFile[]> {
    const found: PictureFile[] = [];
    for (let from = 0; from < paths.length; from += AT_ONCE) {
      const some = paths.slice(from, from + AT_ONCE).map((path) => pictureFileAt(this.#root, path));
      found.push(...(await Promise.all(some)).filter((file) => file !== undefined));
    }
    return found;
  }

  #soon(work: () => Promise<void>): void {
    void this.#then(work).catch(this.#parts.failed);
  }

  #then(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(async () => {
      if (this.#stop.signal.aborted) return;
      await work();
      this.#parts.save();
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
