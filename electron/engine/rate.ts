/** What the pace of a batch says about the time it still takes. */
export interface Pace {
  readonly photosPerMinute: number | undefined;
  readonly secondsLeft: number | undefined;
}

/** Photos finished longer ago than this say little about now: the network and the service change. */
const WINDOW_MS = 300_000;
/** A guess from fewer photos than this jumps about too much to be shown. */
const FEWEST = 3;

/** Measures the pace from the moments at which photos were finished. Times: monotonic milliseconds. */
export class PaceMeter {
  #finished: number[] = [];
  #started: number;

  constructor(now: number) {
    this.#started = now;
  }

  /** A new batch began, or the work went on after a pause: what was before does not count. */
  restart(now: number): void {
    this.#started = now;
    this.#finished = [];
  }

  finished(now: number): void {
    this.#finished.push(now);
    while (this.#finished.length > 0 && this.#finished[0]! < now - WINDOW_MS) this.#finished.shift();
  }

  /** @param remaining photos still to come */
  pace(now: number, remaining: number): Pace {
    const recent = this.#finished.filter((at) => at >= now - WINDOW_MS);
    const minutes = Math.max(now - Math.max(this.#started, now - WINDOW_MS), 1) / 60_000;
    if (recent.length < FEWEST) return { photosPerMinute: undefined, secondsLeft: undefined };
    const photosPerMinute = recent.length / minutes;
    return { photosPerMinute, secondsLeft: Math.round((remaining / photosPerMinute) * 60) };
  }
}
