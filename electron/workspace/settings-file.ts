import { createHash } from 'node:crypto';
import { readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../base/durable-file.ts';
import { makePrivateFolder } from '../base/private-files.ts';
import type { Clock } from '../base/clock.ts';
import { systemCode } from '../base/reason.ts';
import type { Flag, RetouchSettings } from '../contract/index.ts';

/** What the photographer set for one photo. What is undefined was never set: the default, or the file's own word, holds. */
export interface PhotoChoices {
  readonly settings?: RetouchSettings | undefined;
  readonly fade?: number | undefined;
  readonly rating?: number | undefined;
  readonly flag?: Flag | undefined;
}

const share = z.number().min(0).max(1);

const Stored = z.object({
  folder: z.string(),
  photos: z.record(
    z.string(),
    z.object({
      settings: z.object({ level: share, multiFace: z.boolean() }).optional(),
      fade: share.optional(),
      rating: z.int().min(0).max(5).optional(),
      flag: z.enum(['none', 'pick', 'reject']).optional(),
    }),
  ),
});

/** What the photographer set for the photos of one folder, by relative path. Photos that were never touched are not in it. */
export type FolderSettings = Map<string, PhotoChoices>;

/** A burst of slider movements becomes one file written. */
const SAVE_MS = 500;

/** The settings of photos, kept in the data folder: nothing is ever written into a photographer's folder. */
export class SettingsFiles {
  readonly #root: string;
  readonly #clock: Clock;
  readonly #trouble: (error: unknown) => void;
  readonly #pending = new Map<string, () => void>();
  #saving: Promise<void> = Promise.resolve();

  /** @param root folder of these files; made when the first one is written; @param trouble told when one can't be written */
  constructor(root: string, clock: Clock, trouble: (error: unknown) => void) {
    this.#root = root;
    this.#clock = clock;
    this.#trouble = trouble;
  }

  /** What was set, and when it was written. Nothing for a folder never seen. A file that can't be understood is set aside (and told), and the folder starts afresh. */
  async load(folder: string): Promise<{ settings: FolderSettings; at: number; setAside?: string }> {
    const path = this.#pathOf(folder);
    let text: string;
    let at: number;
    try {
      text = await readFile(path, 'utf8');
      at = (await stat(path)).mtimeMs;
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return { settings: new Map(), at: 0 };
      throw error;
    }
    try {
      return { settings: new Map(Object.entries(Stored.parse(JSON.parse(text)).photos)), at };
    } catch {
      const setAside = `${path}.damaged`;
      await rename(path, setAside);
      return { settings: new Map(), at: 0, setAside };
    }
  }

  /** Writes a folder's settings a moment later, as they are then. */
  saveSoon(folder: string, settings: FolderSettings): void {
    if (this.#pending.has(folder)) return;
    const save = (): void => {
      cancel();
      this.#pending.delete(folder);
      this.#saving = this.#saving.then(() => this.#save(folder, settings)).catch(this.#trouble);
    };
    const cancel = this.#clock.after(SAVE_MS, save);
    this.#pending.set(folder, save);
  }

  /** Writes what is still to be written. */
  async flush(): Promise<void> {
    for (const save of [...this.#pending.values()]) save();
    await this.#saving;
  }

  async #save(folder: string, settings: FolderSettings): Promise<void> {
    makePrivateFolder(this.#root);
    await writeDurably(this.#pathOf(folder), JSON.stringify({ folder, photos: Object.fromEntries(settings) }, null, 1));
  }

  #pathOf(folder: string): string {
    return join(this.#root, `${createHash('sha256').update(folder).digest('hex').slice(0, 32)}.json`);
  }
}
