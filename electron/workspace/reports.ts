import { messageOf, type Reason } from '../base/reason.ts';
import type { SkippedFile } from '../engine/index.ts';
import type { WorkspaceDeps } from './deps.ts';

const LATER_MS = 3_000;

/** Writes the reports of batches now and then while they go on, so that they are there even after a crash. */
export class Reports {
  readonly #deps: Pick<WorkspaceDeps, 'engine' | 'clock'>;
  readonly #serviceName: () => string;
  readonly #trouble: (reason: Reason) => void;
  readonly #passedOver = new Map<string, readonly SkippedFile[]>();
  readonly #due = new Set<string>();
  #scheduled: (() => void) | undefined;
  #writing: Promise<void> = Promise.resolve();

  /** @param serviceName whom the batches are done by at this moment; @param trouble told when a report can't be written */
  constructor(
    deps: Pick<WorkspaceDeps, 'engine' | 'clock'>,
    serviceName: () => string,
    trouble: (reason: Reason) => void,
  ) {
    this.#deps = deps;
    this.#serviceName = serviceName;
    this.#trouble = trouble;
  }

  /** Files that a batch does not have: they are told of in its report. */
  passedOver(batch: string, files: readonly SkippedFile[]): void {
    this.#passedOver.set(batch, files);
  }

  /** Something of this batch has changed. */
  later(batch: string): void {
    this.#due.add(batch);
    this.#scheduled ??= this.#deps.clock.after(LATER_MS, () => this.#write());
  }

  /** Writes what is due, and waits until it is on disk. */
  async flush(): Promise<void> {
    this.#write();
    await this.#writing;
  }

  #write(): void {
    this.#scheduled?.();
    this.#scheduled = undefined;
    for (const id of this.#due) {
      const service = this.#serviceName();
      this.#writing = this.#writing.then(() => this.#writeOne(id, service));
    }
    this.#due.clear();
  }

  async #writeOne(id: string, service: string): Promise<void> {
    const { engine } = this.#deps;
    const batch = engine.store.batch(id);
    if (batch === undefined) return;
    const skipped = (this.#passedOver.get(id) ?? []).map(({ path, relativePath, reason }) => ({
      source: path,
      relativePath,
      reason,
    }));
    try {
      await engine.report(batch, service, skipped);
    } catch (error) {
      this.#trouble({ code: 'report-unwritten', message: messageOf(error) });
    }
  }
}
