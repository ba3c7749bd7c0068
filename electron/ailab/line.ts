/** What is assumed of a line at first when a whole upload was lost in it, bytes per second. Faster lines need no holding back. */
const FAST = 128_000;
const SLOWEST_HOLD = 8_000;
/** A loss sooner than this after the last byte comes from the other side rather than from a buffer that was still being emptied. */
const LATE_LOSS_MS = 2_000;

/**
 * What is learnt of the line that photos are sent over. "Handed to the network" says little where something in between (an antivirus
 * program, a company proxy, a modem, a satellite) takes a whole photo at once and passes it on slowly: the answer comes late, and a
 * line that is cut meanwhile leaves a photo undecided though it had not arrived.
 */
export class Line {
  readonly #slowest: number;
  /** Bytes of all uploads that have no answer yet: they share the line. */
  #underWay = 0;
  #measured = Number.POSITIVE_INFINITY;
  #holdRate: number | undefined;

  /** @param slowest the slowest line that is waited for, bytes per second */
  constructor(slowest: number) {
    this.#slowest = slowest;
  }

  /** An upload begins. Returns what it is to be told at its end. */
  begin(
    bytes: number,
    at: number,
  ): (ending: 'answered' | 'lost' | 'other', handedOverAt: number | undefined, now: number) => void {
    this.#underWay += bytes;
    return (ending, handedOverAt, now) => {
      this.#underWay -= bytes;
      if (ending === 'answered') {
        this.#measured = (bytes / Math.max(1, now - at)) * 1000;
        const faster = (this.#holdRate ?? FAST) * 2;
        this.#holdRate = faster > FAST ? undefined : faster;
      } else if (ending === 'lost' && handedOverAt !== undefined && now - handedOverAt > LATE_LOSS_MS)
        this.#holdRate = Math.max(SLOWEST_HOLD, (this.#holdRate ?? FAST) / 2);
    };
  }

  /** How much longer than usual an answer may take, milliseconds: until everything under way would have passed a slow line. */
  extraMs(): number {
    // The next photo may find the line at half its speed; but much of the time measured may have been the service's own.
    const rate = Math.min(this.#slowest, Math.max(this.#slowest / 4, this.#measured / 2));
    return Math.ceil((this.#underWay / rate) * 1000);
  }

  /**
   * How long after its beginning an upload of so many bytes gives away its last piece, milliseconds. Without that piece no request is complete, so
   * that a line that is cut meanwhile has cost nothing. 0 unless whole uploads were lost lately.
   */
  holdMs(bytes: number): number {
    return this.#holdRate === undefined ? 0 : Math.ceil((bytes / this.#holdRate) * 1000);
  }
}
