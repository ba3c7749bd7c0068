import type { Clock } from '../base/clock.ts';

export type Lane = 'prepare' | 'submit' | 'poll' | 'download' | 'export' | 'tidy' | 'ask';

/** What is broken off ends in a moment; a result that is being flushed to a slow stick takes some seconds. Milliseconds. */
const LEAVE_AFTER_MS = 10_000;

/** What is being worked on right now. A job is in one lane at most, apart from questions about it. */
export class Running {
  readonly #lanes: Record<Lane, Map<string, AbortController>> = {
    prepare: new Map(),
    submit: new Map(),
    poll: new Map(),
    download: new Map(),
    export: new Map(),
    tidy: new Map(),
    ask: new Map(),
  };
  #waiters: (() => void)[] = [];

  add(lane: Lane, job: string, controller: AbortController): void {
    this.#lanes[lane].set(job, controller);
  }

  remove(lane: Lane, job: string): void {
    this.#lanes[lane].delete(job);
    this.#wake();
  }

  #wake(): void {
    if (this.total > 0) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }

  has(job: string): boolean {
    return Object.entries(this.#lanes).some(([lane, jobs]) => lane !== 'ask' && jobs.has(job));
  }

  count(lane: Lane): number {
    return this.#lanes[lane].size;
  }

  get total(): number {
    return Object.values(this.#lanes).reduce((sum, jobs) => sum + jobs.size, 0);
  }

  /** What belongs to a photo. */
  get work(): number {
    return this.total - this.#lanes.ask.size;
  }

  abort(lanes: readonly Lane[]): void {
    for (const lane of lanes) for (const controller of this.#lanes[lane].values()) controller.abort();
  }

  /** Breaks off work on a job that costs nothing to break off; never a submit. */
  abortJob(job: string): void {
    for (const lane of ['prepare', 'export'] as const) this.#lanes[lane].get(job)?.abort();
  }

  /** Resolves when all has ended; what is no submit is left behind after a while: it may ask a drive that never answers. */
  async whenOver(clock: Clock): Promise<void> {
    const cancel = clock.after(LEAVE_AFTER_MS, () => {
      for (const [lane, jobs] of Object.entries(this.#lanes)) if (lane !== 'submit') jobs.clear();
      this.#wake();
    });
    await this.#whenEmpty();
    cancel();
  }

  #whenEmpty(): Promise<void> {
    if (this.total === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push(resolve));
  }
}
