import { Worker } from 'node:worker_threads';
import type { ColourMap } from './colour/colour-map.ts';
import type { EngineSetup } from './engine.ts';
import type { TileRow } from './row.ts';
import type { PixelRows } from './types.ts';

/** An {@link EngineSetup} as it can be sent to a thread. */
export type HelperSetup = Omit<EngineSetup, 'colours'> & { readonly colours: Pick<ColourMap, 'channels' | 'tables'> };

export type ToHelper =
  | { readonly kind: 'begin'; readonly setup: HelperSetup }
  | { readonly kind: 'row'; readonly row: TileRow; readonly base: PixelRows };

export interface FromHelper {
  readonly changed: number;
  readonly data: PixelRows['data'];
}

/** What a thread made of a row of tiles; `broken`: nothing, and it will make nothing of any other. */
export type Helped = ({ readonly kind: 'done' } & FromHelper) | { readonly kind: 'broken' };

/** Carries rows of tiles over in a thread of its own, one after the other. Rows are handed over, not shared. */
export interface RowHelper {
  begin(setup: EngineSetup): void;
  /** @param base rows of its own memory: they are gone from here afterwards */
  run(row: TileRow, base: PixelRows): Promise<Helped>;
}

/** Pixels lie outside of the heap, so that a thread needs little of it, megabytes. */
const SMALL_HEAP = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 };
/** How often threads may break until the work is done without them. */
const PATIENCE = 3;

/** The threads that help with full-size results: at most one for each result that is being made. */
export class TransferHelpers {
  readonly #entry: URL;
  readonly #idle: ThreadHelper[] = [];
  #broken = 0;

  /** @param entry the thread's program */
  constructor(entry: URL) {
    this.#entry = entry;
  }

  /** Starts a thread while other things are done, for the next one that is lent. */
  warm(): void {
    if (this.#idle.length === 0 && this.#broken < PATIENCE) this.#idle.push(new ThreadHelper(this.#entry));
  }

  /** Lends a helper for the time of `work`; none once they have broken again and again. */
  async lend<T>(work: (helper: RowHelper | undefined) => Promise<T>): Promise<T> {
    if (this.#broken >= PATIENCE) return work(undefined);
    const helper = this.#idle.pop() ?? new ThreadHelper(this.#entry);
    try {
      return await work(helper);
    } finally {
      if (helper.broken) this.#broken++;
      else this.#idle.push(helper);
    }
  }
}

class ThreadHelper implements RowHelper {
  readonly #worker: Worker;
  /** Of the rows handed over, in their order. */
  readonly #answers: ((helped: Helped) => void)[] = [];
  broken = false;

  constructor(entry: URL) {
    this.#worker = new Worker(entry, { name: 'full-size', resourceLimits: SMALL_HEAP });
    this.#worker.on('message', (message: FromHelper) => this.#settle({ kind: 'done', ...message }));
    this.#worker.on('error', (error) => {
      // The work goes on without it; whoever reads the log should know.
      process.emitWarning(error instanceof Error ? error : String(error));
      this.#break();
    });
    this.#worker.on('exit', () => this.#break());
    // An idle helper must not keep the process alive. Last, since listeners hold on to it.
    this.#worker.unref();
  }

  begin({ match, colours: { channels, tables }, fade, widest }: EngineSetup): void {
    const colours = { channels, ...(tables && { tables }) };
    this.#worker.postMessage({ kind: 'begin', setup: { match, colours, fade, widest } } satisfies ToHelper);
  }

  run(row: TileRow, base: PixelRows): Promise<Helped> {
    if (this.broken) return Promise.resolve({ kind: 'broken' });
    const memory = [row.submitted, row.control, row.retouched, row.shifted, base].flatMap((part) =>
      part ? [part.data.buffer as ArrayBuffer] : [],
    );
    return new Promise((resolve) => {
      this.#answers.push(resolve);
      this.#worker.ref();
      this.#worker.postMessage({ kind: 'row', row, base } satisfies ToHelper, [...new Set(memory)]);
    });
  }

  #break(): void {
    this.broken = true;
    while (this.#answers.length > 0) this.#settle({ kind: 'broken' });
  }

  #settle(helped: Helped): void {
    this.#answers.shift()?.(helped);
    if (this.#answers.length === 0) this.#worker.unref();
  }
}
