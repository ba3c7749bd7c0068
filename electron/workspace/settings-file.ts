import { createHash } from 'node:crypto';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../base/durable-file.ts';
import { systemCode } from '../base/reason.ts';
import type { RetouchSettings } from '../contract/index.ts';

const Stored = z.object({
  folder: z.string(),
  photos: z.record(z.string(), z.object({ level: z.number().min(0).max(1), multiFace: z.boolean() })),
});

/** What the photographer set for the photos of one folder, by relative path. Photos at the default are not in it. */
export type FolderSettings = Map<string, RetouchSettings>;

/** The settings of photos, kept in the data folder: nothing is ever written into a photographer's folder. */
export class SettingsFiles {
  readonly #root: string;

  /** @param root folder of these files; made when the first one is written */
  constructor(root: string) {
    this.#root = root;
  }

  /** Nothing for a folder never seen. A file that can't be understood is set aside, and the folder starts afresh. */
  async load(folder: string): Promise<FolderSettings> {
    const path = this.#pathOf(folder);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return new Map();
      throw error;
    }
    try {
      return new Map(Object.entries(Stored.parse(JSON.parse(text)).photos));
    } catch {
      await rename(path, `${path}.damaged`);
      return new Map();
    }
  }

  async save(folder: string, settings: FolderSettings): Promise<void> {
    await mkdir(this.#root, { recursive: true });
    await writeDurably(this.#pathOf(folder), JSON.stringify({ folder, photos: Object.fromEntries(settings) }, null, 1));
  }

  #pathOf(folder: string): string {
    return join(this.#root, `${createHash('sha256').update(folder).digest('hex').slice(0, 32)}.json`);
  }
}
