import Database from 'better-sqlite3';
import type { KeptResult } from '../../electron/queue/ports.ts';
import { MoneyLog, type RecordFile } from '../../electron/queue/record/money-log.ts';
import { rebuildQueue } from '../../electron/queue/recovery/rebuild.ts';
import { begin, reconcile } from '../../electron/queue/recovery/reconcile.ts';
import { isDamage } from '../../electron/queue/store/start-check.ts';
import type { Disk } from './disk.ts';
import type { Random } from './random.ts';
import type { MortalStore } from './store-model.ts';

const PAGE = 4_096;

/** What happens to the files of the data folder between two runs. */
const LOSSES = ['missing', 'empty', 'page', 'older', 'record-missing', 'record-torn'] as const;
export type Loss = (typeof LOSSES)[number];

/** The record of money on the simulated disk. What is written is there at once. */
export class MemoryRecord implements RecordFile {
  text: string | undefined;

  read(): string | undefined {
    return this.text;
  }

  tail(bytes: number): string | undefined {
    return this.text?.slice(-bytes);
  }

  append(text: string): void {
    const there = this.text ?? '';
    this.text = there.slice(0, there.lastIndexOf('\n') + 1) + text;
  }

  replace(text: string): void {
    this.text = text;
  }

  size(): number {
    return this.text?.length ?? 0;
  }
}

type Opens = (from: string | Buffer, log: MoneyLog | undefined) => MortalStore;

/** The queue file and the record beside it, and what becomes of them between two runs of the program. */
export class QueueFile {
  readonly record = new MemoryRecord();
  readonly #random: Random;
  readonly #disk: Disk;
  readonly #now: () => number;
  readonly #open: Opens;
  /** As the program before there was a record: to see that the stories notice. */
  readonly #withoutRecord: boolean;
  readonly #share: number;
  #older: Buffer | undefined;
  /** No more losses: the time of peace. */
  peace = false;

  constructor(random: Random, disk: Disk, now: () => number, open: Opens, withoutRecord: boolean) {
    this.#random = random;
    this.#disk = disk;
    this.#now = now;
    this.#open = open;
    this.#withoutRecord = withoutRecord;
    // Most stories lose nothing.
    this.#share = random.chance(0.25) ? random.logUniform(0.05, 0.8) : 0;
  }

  create(): MortalStore {
    const log = this.#log();
    const store = this.#open(':memory:', log);
    if (log !== undefined) begin(store, log);
    return store;
  }

  /** What the next run finds of the file that the last one left, and its store. @returns what was lost, for the log */
  reopen(image: Buffer): { readonly store: MortalStore; readonly loss: Loss | undefined } {
    const loss = this.#lose();
    const left = this.#left(image, loss);
    if (loss === undefined && this.#random.chance(0.5)) this.#older = image;
    const log = this.#log();
    const whole = left !== undefined && isWhole(left);
    if (whole) {
      const store = this.#open(left, log);
      if (log !== undefined) reconcile(store, log, () => this.#kept(), this.#now());
      return { store, loss };
    }
    const store = this.#open(':memory:', log);
    const damaged = left && openable(left);
    const record = log?.read() ?? { lines: [], damaged: 0, whole: true };
    rebuildQueue(store, { damaged, record, kept: this.#kept() }, this.#now());
    damaged?.close();
    if (log !== undefined) begin(store, log);
    return { store, loss };
  }

  #log(): MoneyLog | undefined {
    return this.#withoutRecord ? undefined : new MoneyLog(this.record, this.#now);
  }

  #lose(): Loss | undefined {
    if (this.peace || !this.#random.chance(this.#share)) return undefined;
    return this.#random.pick(LOSSES);
  }

  #left(image: Buffer, loss: Loss | undefined): Buffer | undefined {
    const { record } = this;
    switch (loss) {
      case undefined:
        return image;
      case 'missing':
      case 'empty':
        return undefined;
      case 'page': {
        const left = Buffer.from(image);
        const page = this.#random.int(0, Math.floor(left.length / PAGE) - 1);
        left.fill(0, page * PAGE, (page + 1) * PAGE);
        return left;
      }
      case 'older':
        return this.#older ?? image;
      case 'record-missing':
        record.text = undefined;
        return image;
      case 'record-torn':
        record.text = record.text?.slice(0, -this.#random.int(1, 120));
        return image;
    }
  }

  #kept(): Map<string, KeptResult> {
    const kept = new Map<string, KeptResult>();
    for (const path of this.#disk.files.keys()) {
      const key = /^results\/(?<key>.+)\.sent\.jpg$/.exec(path)?.groups?.['key'];
      const retouched = `results/${key}.jpg`;
      if (key !== undefined && this.#disk.files.has(retouched)) kept.set(key, { submitted: path, retouched });
    }
    return kept;
  }
}

/** What the check at the start says of these bytes. */
function isWhole(bytes: Buffer): boolean {
  let db: Database.Database | undefined;
  try {
    db = new Database(bytes);
    return db.pragma('quick_check(1)', { simple: true }) === 'ok';
  } catch (error) {
    if (!isDamage((error as { code?: string }).code ?? '')) throw error;
    return false;
  } finally {
    db?.close();
  }
}

function openable(bytes: Buffer): Database.Database | undefined {
  const db = new Database(bytes);
  try {
    db.prepare('SELECT COUNT(*) FROM sqlite_schema').get();
    return db;
  } catch (error) {
    db.close();
    if (!isDamage((error as { code?: string }).code ?? '')) throw error;
    return undefined;
  }
}
