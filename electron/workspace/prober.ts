import type { Reason } from '../contract/index.ts';
import type { Engine } from '../engine/index.ts';
import type { Photo } from './photos.ts';

/** What a file's header tells of a photo. */
export interface Facts {
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly notes: readonly Reason[];
  readonly refused?: Reason;
}

/** Enough to keep the imaging process busy without filling its queue before something urgent comes. */
const AT_ONCE = 4;

/** Looks at the headers of photos in the background: what is on screen first. */
export class Prober {
  readonly #imaging: Engine['imaging'];
  readonly #learned: (photo: Photo, facts: Facts) => void;
  readonly #stop = new AbortController();
  /** Wanted photos, the most urgent last. */
  #wanted: Photo[] = [];
  readonly #busy = new Set<Photo>();
  #waiters: (() => void)[] = [];

  constructor(imaging: Engine['imaging'], learned: (photo: Photo, facts: Facts) => void) {
    this.#imaging = imaging;
    this.#learned = learned;
  }

  want(photos: readonly Photo[]): void {
    this.#wanted = [...[...photos].reverse(), ...this.#wanted];
    this.#pump();
  }

  /** These are on screen now: they come before all others. */
  wantFirst(photos: readonly Photo[]): void {
    const urgent = new Set(photos.filter((photo) => !photo.probed));
    this.#wanted = [...this.#wanted.filter((photo) => !urgent.has(photo)), ...[...urgent].reverse()];
    this.#pump();
  }

  /** Nobody wants to know these any more. */
  forget(photos: readonly Photo[]): void {
    const gone = new Set(photos);
    this.#wanted = this.#wanted.filter((photo) => !gone.has(photo));
  }

  /** Resolves when all of these have been looked at. */
  async finish(photos: readonly Photo[]): Promise<void> {
    this.wantFirst(photos);
    while (photos.some((photo) => !photo.probed) && !this.#stop.signal.aborted) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  close(): void {
    this.#stop.abort();
    this.#wanted = [];
    this.#wake();
  }

  #pump(): void {
    while (this.#busy.size < AT_ONCE) {
      const photo = this.#wanted.pop();
      if (photo === undefined) return;
      if (photo.probed || this.#busy.has(photo)) continue;
      this.#busy.add(photo);
      void this.#look(photo).finally(() => {
        this.#busy.delete(photo);
        this.#wake();
        this.#pump();
      });
    }
  }

  async #look(photo: Photo): Promise<void> {
    const none = { width: undefined, height: undefined, notes: [] };
    let facts: Facts;
    try {
      const answer = await this.#imaging.probe(photo.file.path, this.#stop.signal);
      if (answer.kind === 'picture') facts = answer;
      // A file that can't be read now may be readable when its turn comes: the queue will tell.
      else facts = answer.kind === 'refused' ? { ...none, refused: answer.reason } : none;
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      facts = { ...none, notes: [{ code: 'not-looked-at', message }] };
    }
    photo.probed = true;
    this.#learned(photo, facts);
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}
