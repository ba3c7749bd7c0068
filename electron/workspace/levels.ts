import { messageOf } from '../base/reason.ts';
import type { Marks, PhotoId, RetouchSettings } from '../contract/index.ts';
import type { OpenFolder, Photo, PhotoStart, Photos } from './photos.ts';
import { SettingsFiles, type FolderSettings, type PhotoChoices } from './settings-file.ts';
import { foldersAbove, pathBelow, placeBelow, settingsBelow, type LoadedSettings } from './settings-places.ts';
import type { WorkspaceDeps } from './deps.ts';

const UNMARKED: Marks = { rating: 0, flag: 'none' };

/** What a person changes of some photos. */
export interface PhotoChange {
  readonly settings?: Partial<RetouchSettings>;
  readonly fade?: number;
  readonly marks?: Partial<Marks>;
}

/** What the photographer set for each photo (level, fade, rating, flag), kept over restarts. */
export class Levels {
  readonly #deps: WorkspaceDeps;
  readonly #files: SettingsFiles;
  /** By the folder's path: opened twice, it still has one. */
  readonly #known = new Map<string, FolderSettings>();

  constructor(deps: WorkspaceDeps) {
    this.#deps = deps;
    this.#files = new SettingsFiles(deps.settingsDir, deps.clock, (error) =>
      this.#trouble('settings-unsaved', 'Your levels could not be saved.', messageOf(error), error),
    );
  }

  /**
   * Reads what was set for the photos of a folder, once: by their path, whichever folder they were opened under then, this one, one
   * above it or one below. A file that can't be read costs the levels, not the folder.
   * @param subfolders those with photos, below the folder, with `/`
   */
  async load(folder: string, subfolders: readonly string[]): Promise<void> {
    if (this.#known.has(folder)) return;
    const title = 'The levels you set in this folder could not be read.';
    try {
      const all: LoadedSettings[] = [];
      for (const place of [...foldersAbove(folder), ...subfolders.map((below) => pathBelow(folder, below)), folder]) {
        // What was set since the program began is known here, and may not be on disk yet.
        const open = this.#known.get(place);
        if (open !== undefined) {
          all.push({ folder: place, settings: open, at: Number.POSITIVE_INFINITY });
          continue;
        }
        const loaded = await this.#files.load(place);
        if (loaded.setAside !== undefined) {
          this.#trouble('settings-damaged', title, `The file was set aside as ${loaded.setAside}.`);
        }
        all.push({ ...loaded, folder: place });
      }
      if (!this.#known.has(folder)) this.#known.set(folder, settingsBelow(folder, all));
    } catch (error) {
      this.#trouble('settings-damaged', title, messageOf(error), error);
    }
  }

  /** What each photo of a folder starts with, by its relative path. The preferences are asked once: they lie in a file. */
  starts(folder: string): (relativePath: string) => PhotoStart {
    const usual: RetouchSettings = { level: this.#deps.choices().defaultLevel, multiFace: false };
    return (relativePath) => {
      const { settings, fade, rating, flag } = this.#chosen(folder, relativePath);
      const marks =
        rating === undefined && flag === undefined
          ? UNMARKED
          : { rating: rating ?? UNMARKED.rating, flag: flag ?? UNMARKED.flag };
      return { settings: settings ?? usual, fade: fade ?? 1, marks };
    };
  }

  /** The marks that a file carries hold until the photographer sets others. */
  learnMarks(folder: OpenFolder, photo: Photo, marks: Partial<Marks>): void {
    const { rating, flag } = this.#chosen(folder.path, photo.file.relativePath);
    photo.marks = {
      rating: rating ?? marks.rating ?? UNMARKED.rating,
      flag: flag ?? marks.flag ?? UNMARKED.flag,
    };
  }

  /** Changes some photos and keeps it. @returns the photos that are in an open folder */
  change(photos: Photos, ids: readonly PhotoId[], change: PhotoChange): Photo[] {
    return ids.flatMap((id) => {
      const photo = photos.get(id);
      const folder = photo && photos.folder(photo.folder);
      if (photo === undefined || folder === undefined) return [];
      const { settings, fade, marks } = change;
      if (settings !== undefined) photo.settings = { ...photo.settings, ...settings };
      if (fade !== undefined) photo.fade = fade;
      if (marks !== undefined) photo.marks = { ...photo.marks, ...marks };
      this.#keep(folder, photo, {
        ...(settings !== undefined && { settings: photo.settings }),
        ...(fade !== undefined && { fade }),
        ...marks,
      });
      return [photo];
    });
  }

  /** Writes what is still to be written. */
  flush(): Promise<void> {
    return this.#files.flush();
  }

  #chosen(folder: string, relativePath: string): PhotoChoices {
    return this.#known.get(folder)?.get(relativePath) ?? {};
  }

  #keep({ path }: OpenFolder, { file }: Photo, choice: PhotoChoices): void {
    const known = this.#known.get(path);
    // A file that could not be read is not written over.
    if (known === undefined) return;
    const set = { ...known.get(file.relativePath), ...choice };
    known.set(file.relativePath, set);
    this.#files.saveSoon(path, known);
    // The same photo may be in another tab's folder, above or below this one.
    for (const [other, settings] of this.#known) {
      const there = other === path ? undefined : placeBelow(other, pathBelow(path, file.relativePath));
      if (there !== undefined) settings.set(there, set);
    }
  }

  #trouble(id: string, title: string, detail: string, error?: unknown): void {
    this.#deps.log(title, error ?? detail);
    this.#deps.push('notice', { id, tone: 'error', title, detail });
  }
}
