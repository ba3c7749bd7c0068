import type { Clock } from '../base/clock.ts';
import type { Link } from './link.ts';
import type { JobStore } from './store.ts';

/** By then a task that a lost answer left behind has ended, and was charged if it ever will be. */
const SETTLING_MS = 180_000;

interface Anchor {
  readonly credits: number;
  /** Wall clock. */
  readonly at: number;
}

/**
 * For a person who must decide about a lost answer: what the balance was before that submit and what it is after. Only
 * balances of quiet moments (no task at the service) say something, so one is remembered, across restarts too, and the
 * next one is compared with it. What other photos cost meanwhile is taken off. Nothing is said when it doesn't add up.
 */
export class BalanceHints {
  readonly #store: JobStore;
  readonly #service: string;
  readonly #clock: Clock;
  readonly #link: Link;
  #quietSince: number | undefined;

  constructor(store: JobStore, service: string, clock: Clock, link: Link) {
    this.#store = store;
    this.#service = service;
    this.#clock = clock;
    this.#link = link;
  }

  /** Whether a fresh balance would be of use now. */
  get wanted(): boolean {
    return this.#isQuiet() && this.#open(this.#anchor(), this.#clock.now()).length > 0;
  }

  /** Call it before the balance is asked for. */
  asking(): void {
    this.#quietSince = this.#isQuiet() ? this.#clock.now() : undefined;
  }

  /**
   * Call it when the balance was answered.
   * @returns what may be noted: jobs of unknown outcome, with the balances before and after
   */
  answered(): readonly { readonly job: string; readonly before: number; readonly after: number }[] {
    const now = this.#link.balance;
    if (now === undefined || this.#quietSince === undefined || !this.#isQuiet()) return [];
    const anchor = this.#anchor();
    const jobs = this.#open(anchor, now.at);
    const waiting = this.#store.inState('outcome-unknown', this.#service).some((job) => job.balance === undefined);
    const before = anchor === undefined ? 0 : anchor.credits - this.#store.spentSince(this.#service, anchor.at);
    if (!waiting || jobs.length > 0) this.#store.setMeta(this.#key, JSON.stringify({ ...now }));
    // A higher balance than before: credits were bought meanwhile, so that the difference tells nothing.
    if (anchor === undefined || now.credits > before) return [];
    return jobs.map((job) => ({ job, before, after: now.credits }));
  }

  get #key(): string {
    return `balance-${this.#service}`;
  }

  #isQuiet(): boolean {
    const counts = this.#store.counts({ service: this.#service });
    return counts.submitting + counts.processing === 0;
  }

  /** Jobs whose submit lies between the anchor and `now`, long enough ago. */
  #open(anchor: Anchor | undefined, now: number): string[] {
    if (anchor === undefined) return [];
    if (this.#store.counts({ service: this.#service })['outcome-unknown'] === 0) return [];
    return this.#store
      .inState('outcome-unknown', this.#service)
      .filter((job) => job.charged === 'maybe' && job.balance === undefined)
      .filter((job) => job.submittedAt >= anchor.at && job.submittedAt + SETTLING_MS <= now)
      .map((job) => job.id);
  }

  #anchor(): Anchor | undefined {
    const stored = this.#store.meta(this.#key);
    if (stored === undefined) return undefined;
    const { credits, at } = JSON.parse(stored) as Partial<Anchor>;
    return typeof credits === 'number' && typeof at === 'number' ? { credits, at } : undefined;
  }
}
