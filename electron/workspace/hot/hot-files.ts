import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { systemCode } from '../../base/reason.ts';

const Stored = z.object({
  version: z.literal(1),
  folder: z.string(),
  service: z.string(),
  creditsPerDay: z.number().positive(),
  known: z.object({
    lines: z.array(z.tuple([z.string().nullable(), z.string().nullable(), z.number(), z.number(), z.boolean()])),
    digests: z.array(z.string()),
  }),
});

/** A folder whose new photos are retouched by themselves, as it is kept over restarts. */
export type StoredHot = Omit<z.infer<typeof Stored>, 'version'>;

/** New photos come in bursts: one file is written for all of them. */
const SAVE_MS = 500;

/** One file for each watched folder, in the data folder. */
export class HotFiles {
  readonly #root: string;
  readonly #clock: Clock;
  readonly #trouble: (error: unknown) => void;
  readonly #pending = new Map<string, () => void>();
  readonly #latest = new Map<string, () => StoredHot | undefined>();
  #saving: Promise<void> = Promise.resolve();

  /** @param trouble told when a file can't be written */
  constructor(root: string, clock: Clock, trouble: (error: unknown) => void) {
    this.#root = root;
    this.#clock = clock;
    this.#trouble = trouble;
  }

  /** Every folder that was watched when the program ended. A file that can't be understood is set aside and told. */
  async all(): Promise<StoredHot[]> {
    const names = await readdir(this.#root).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return [];
      throw error;
    });
    const found: StoredHot[] = [];
    for (const name of names.filter((each) => /^[0-9a-f]{32}\.json$/.test(each))) {
      const path = join(this.#root, name);
      const stored = understand(await readFile(path, 'utf8'));
      if (stored !== undefined) found.push(stored);
      else {
        await rename(path, `${path}.damaged`);
        this.#trouble(new Error(`${name} can't be understood and was set aside`));
      }
    }
    return found;
  }

  /** On disk when this resolves. Rejects with what the file system says. */
  async save(stored: StoredHot): Promise<void> {
    await mkdir(this.#root, { recursive: true });
    await writeDurably(this.#pathOf(stored.folder), JSON.stringify({ version: 1, ...stored }));
  }

  /** Writes a moment later, as it is then. */
  saveSoon(folder: string, now: () => StoredHot | undefined): void {
    // The latest word counts: one that waits already may ask for a folder that is closed by then.
    this.#latest.set(folder, now);
    if (this.#pending.has(folder)) return;
    const save = (): void => {
      cancel();
      this.#pending.delete(folder);
      const stored = this.#latest.get(folder)?.();
      this.#latest.delete(folder);
      if (stored === undefined) return;
      this.#saving = this.#saving.then(() => this.save(stored)).catch(this.#trouble);
    };
    const cancel = this.#clock.after(SAVE_MS, save);
    this.#pending.set(folder, save);
  }

  /** Forgets a folder. */
  async remove(folder: string): Promise<void> {
    await this.flush();
    await rm(this.#pathOf(folder), { force: true });
  }

  /** Writes what is still to be written. */
  async flush(): Promise<void> {
    for (const save of [...this.#pending.values()]) save();
    await this.#saving;
  }

  #pathOf(folder: string): string {
    return join(this.#root, `${createHash('sha256').update(folder).digest('hex').slice(0, 32)}.json`);
  }
}

function understand(text: string): StoredHot | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const parsed = Stored.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
