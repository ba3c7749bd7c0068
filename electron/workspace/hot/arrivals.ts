import type { Clock } from '../../base/clock.ts';

/** More new photos than this without a pause are no shooting but a copy of a card: a person is asked first. */
export const MANY = 50;

/** New photos that follow each other within this time came at once, milliseconds. */
const PAUSE_MS = 3000;

/** Why a person is asked before new photos are paid for: they came while nobody watched, or too many at once. */
export type AskCause = 'meanwhile' | 'many';

/**
 * New photos of one watched folder on their way into the queue. They wait for a pause, so that a hundred are seen to be a hundred
 * before the first is paid for.
 */
export class Arrivals<P> {
  readonly #clock: Clock;
  readonly #begin: (photos: readonly P[]) => void;
  readonly #changed: () => void;
  /** By path: a photo that is told of twice is one. */
  readonly #run = new Map<string, P>();
  readonly #asked = new Map<string, P>();
  #cause: AskCause | undefined;
  #cancel: (() => void) | undefined;

  /** @param begin puts photos into the queue; @param changed the question changed */
  constructor(clock: Clock, begin: (photos: readonly P[]) => void, changed: () => void) {
    this.#clock = clock;
    this.#begin = begin;
    this.#changed = changed;
  }

  /** What a person is to be asked; undefined when nothing is. */
  get question(): { readonly cause: AskCause; readonly photos: number } | undefined {
    return this.#cause === undefined ? undefined : { cause: this.#cause, photos: this.#asked.size };
  }

  add(path: string, photo: P): void {
    if (this.#cause !== undefined) {
      this.#asked.set(path, photo);
      this.#changed();
      return;
    }
    this.#run.set(path, photo);
    this.#cancel?.();
    if (this.#run.size > MANY) {
      this.ask('many', []);
      return;
    }
    this.#cancel = this.#clock.after(PAUSE_MS, () => {
      this.#cancel = undefined;
      const photos = [...this.#run.values()];
      this.#run.clear();
      this.#begin(photos);
    });
  }

  /** From now on nothing is begun before {@link answer}. */
  ask(cause: AskCause, photos: readonly (readonly [string, P])[]): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#cause ??= cause;
    for (const [path, photo] of [...this.#run, ...photos]) this.#asked.set(path, photo);
    this.#run.clear();
    this.#changed();
  }

  /** A photo is gone, or another one lies in its place. */
  drop(path: string): void {
    this.#run.delete(path);
    if (!this.#asked.delete(path)) return;
    if (this.#asked.size === 0) this.#cause = undefined;
    this.#changed();
  }

  /** The person has answered. @returns the photos that the question was about */
  answer(): P[] {
    const photos = [...this.#asked.values()];
    this.#asked.clear();
    this.#cause = undefined;
    return photos;
  }

  close(): void {
    this.#cancel?.();
  }
}
