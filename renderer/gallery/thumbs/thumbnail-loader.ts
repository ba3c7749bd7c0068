/** Milliseconds between two scroll events from which on the grid counts as resting. */
const SETTLE_MS = 60;
/** Screens per second from which on pictures would be gone before they arrive. */
const FLYING = 6;

type Ask = () => void;

/**
 * Decides when pictures are asked for: at once, or, while the grid flies past, not before it has slowed down. Cells that left
 * meanwhile have taken their wish back, so that only what is in sight is ever asked for.
 */
export class ThumbnailLoader {
  readonly #waiting = new Set<Ask>();
  #flying = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #top = 0;
  #time = -Infinity;

  get flying(): boolean {
    return this.#flying;
  }

  /** Calls `ask` now or when the flight is over. Returns the function that takes the wish back. */
  want(ask: Ask): () => void {
    if (!this.#flying) {
      ask();
      return () => undefined;
    }
    this.#waiting.add(ask);
    return () => this.#waiting.delete(ask);
  }

  /** Tells of a scroll event: where the scroller is, how high it is (CSS pixels), and when (milliseconds). */
  scrolled(top: number, height: number, now: number): void {
    const passed = now - this.#time;
    // A single jump (a key, a click into the bar) is not a flight: it is the pace of several events that counts.
    const speed = Math.abs(top - this.#top) / Math.max(1, height) / Math.max(0.001, passed / 1000);
    this.#flying = passed < SETTLE_MS && speed > FLYING;
    this.#top = top;
    this.#time = now;
    clearTimeout(this.#timer);
    if (this.#flying) this.#timer = setTimeout(() => this.#land(), SETTLE_MS);
    else this.#land();
  }

  #land(): void {
    this.#flying = false;
    const asks = [...this.#waiting];
    this.#waiting.clear();
    for (const ask of asks) ask();
  }
}

/** One for the window: there is one grid. */
export const thumbnailLoader = new ThumbnailLoader();
