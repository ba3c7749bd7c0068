/**
 * How long a run waits for a network that stays away. Being offline is only one face of that: a network that answers the
 * small probe and drops every upload is another, so that only real work for a photo counts as the end of the trouble.
 * Times: monotonic milliseconds.
 */
export class Patience {
  readonly #limitMs: number;
  #troubledSince: number | undefined;

  /** @param limitMs Infinity: for ever */
  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** Nothing gets through at this moment. Only the first call after some work counts. */
  troubled(now: number): void {
    this.#troubledSince ??= now;
  }

  /** A photo got on, or the network is not needed any more. */
  worked(): void {
    this.#troubledSince = undefined;
  }

  isOver(now: number): boolean {
    return this.#troubledSince !== undefined && now - this.#troubledSince > this.#limitMs;
  }
}
