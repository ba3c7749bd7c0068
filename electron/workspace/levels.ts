import { messageOf } from '../base/reason.ts';
import type { PhotoId, RetouchSettings } from '../contract/index.ts';
import type { OpenFolder, Photo, Photos } from './photos.ts';
import { SettingsFiles, type FolderSettings } from './settings-file.ts';
import type { WorkspaceDeps } from './workspace.ts';

const DEFAULT_SETTINGS: RetouchSettings = { level: 0.5, multiFace: false };

/** What the photographer set for each photo, kept over restarts. */
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

  /** Reads a folder's levels, once. A file that can't be read costs the levels, not the folder. */
  async load(folder: string): Promise<void> {
    if (this.#known.has(folder)) return;
    const title = 'The levels you set in this folder could not be read.';
    try {
      const { settings, setAside } = await this.#files.load(folder);
      if (setAside !== undefined) this.#trouble('settings-damaged', title, `The file was set aside as ${setAside}.`);
      if (!this.#known.has(folder)) this.#known.set(folder, settings);
    } catch (error) {
      this.#trouble('settings-damaged', title, messageOf(error), error);
    }
  }

  of(folder: string, relativePath: string): RetouchSettings {
    return this.#known.get(folder)?.get(relativePath) ?? DEFAULT_SETTINGS;
  }

  /** Changes the settings of some photos and keeps them. @returns the photos that are in an open folder */
  change(photos: Photos, ids: readonly PhotoId[], change: Partial<RetouchSettings>): Photo[] {
    return ids.flatMap((id) => {
      const photo = photos.get(id);
      const folder = photo && photos.folder(photo.folder);
      if (photo === undefined || folder === undefined) return [];
      photo.settings = { ...photo.settings, ...change };
      this.#keep(folder, photo);
      return [photo];
    });
  }

  /** Writes what is still to be written. */
  flush(): Promise<void> {
    return this.#files.flush();
  }

  #keep({ path }: OpenFolder, { file, settings }: Photo): void {
    const known = this.#known.get(path);
    // A file that could not be read is not written over.
    if (known === undefined) return;
    const { level, multiFace } = DEFAULT_SETTINGS;
    if (settings.level === level && settings.multiFace === multiFace) known.delete(file.relativePath);
    else known.set(file.relativePath, settings);
    this.#files.saveSoon(path, known);
  }

  #trouble(id: string, title: string, detail: string, error?: unknown): void {
    this.#deps.log(title, error ?? detail);
    this.#deps.push('notice', { id, tone: 'error', title, detail });
  }
}
