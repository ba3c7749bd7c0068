import type { CurrentPrint } from '../../electron/queue/ports.ts';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { Violations } from './service-model.ts';

/** An error as Node's file system throws it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: simulated`), { code });
}

/** The photographer's disk: originals, work files, kept results and outputs. It outlives every crash. */
export class Disk {
  readonly files = new Map<string, { readonly content: string }>();
  /** Originals. Only the person changes these. */
  readonly originals = new Map<string, CurrentPrint>();
  readonly outputs = new Map<string, { readonly job: string; readonly content: string }>();
  readonly #random: Random;
  readonly #faults: Faults;
  readonly #rules: Violations;

  constructor(random: Random, faults: Faults, rules: Violations) {
    this.#random = random;
    this.#faults = faults;
    this.#rules = rules;
  }

  read(path: string): { readonly content: string } | undefined {
    return this.files.get(path);
  }

  /** @throws like a full disk, with nothing written */
  write(path: string, content: string): void {
    if (this.originals.has(path)) this.#rules.violate('O', `the original ${path} was written to`);
    this.mayFail();
    this.files.set(path, { content });
  }

  rename(from: string, to: string): void {
    if (this.originals.has(from) || this.originals.has(to)) this.#rules.violate('O', `an original was moved: ${from}`);
    const file = this.files.get(from);
    if (file === undefined) throw systemError('ENOENT');
    this.mayFail();
    this.files.delete(from);
    this.files.set(to, file);
  }

  remove(path: string): void {
    if (this.originals.has(path)) this.#rules.violate('O', `the original ${path} was removed`);
    this.files.delete(path);
  }

  publish(path: string, job: string, content: string): void {
    if (this.originals.has(path)) this.#rules.violate('O', `the original ${path} was overwritten`);
    this.mayFail();
    const there = this.outputs.get(path);
    if (there !== undefined && there.job !== job)
      this.#rules.violate('E', `${path} of ${there.job} was overwritten by ${job}`);
    this.outputs.set(path, { job, content });
  }

  mayFail(): void {
    if (this.#faults.diskFull || this.#random.chance(this.#faults.file)) throw systemError('ENOSPC');
  }
}
