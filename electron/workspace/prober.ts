import type { FaceBox, Marks, Reason } from '../contract/index.ts';
import type { Engine, PhotoFacts } from '../engine/index.ts';
import type { Photo } from './photos.ts';

/** What a file's header tells of a photo. */
export interface Facts {
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly notes: readonly Reason[];
  readonly refused?: Reason;
  readonly capturedAt: number | undefined;
  /** YYYY-MM-DD by the camera's clock. */
  readonly capturedOn: string | undefined;
  readonly camera: string | undefined;
  readonly faces: readonly FaceBox[];
  /** What other programs noted; only what they say. */
  readonly marks: Partial<Marks>;
}

type Seen = Pick<Facts, 'width' | 'height' | 'notes' | 'refused'>;
type Noted = Omit<Facts, keyof Seen>;

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
    try {
      const { path } = photo.file;
      const [seen, noted] = await Promise.all([this.#seen(path), this.#noted(path)]);
      photo.probed = true;
      this.#learned(photo, { ...seen, ...noted });
    } catch (error) {
      if (!this.#stop.signal.aborted) throw error;
    }
  }

  /** What the picture itself is. */
  async #seen(path: string): Promise<Seen> {
    const none = { width: undefined, height: undefined, notes: [] };
    try {
      const answer = await this.#imaging.probe(path, this.#stop.signal);
      if (answer.kind === 'picture') return answer;
      // A file that can't be read now may be readable when its turn comes: the queue will tell.
      return answer.kind === 'refused' ? { ...none, refused: answer.reason } : none;
    } catch (error) {
      if (this.#stop.signal.aborted) throw error;
      const message = error instanceof Error ? error.message : String(error);
      return { ...none, notes: [{ code: 'not-looked-at', message }] };
    }
  }

  /** What the camera and other programs noted about it. */
  async #noted(path: string): Promise<Noted> {
    const answer = await this.#imaging.photoFacts(path, this.#stop.signal);
    return notedOf(answer.kind === 'facts' ? answer.facts : {});
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}

/** The part of a photo's facts that the window shows. */
function notedOf(facts: PhotoFacts): Noted {
  const { captured, camera, shutter, aperture, iso, focalLength, rating, pick, faces } = facts;
  const line = [camera, focalLength, aperture, shutter, iso].filter((part) => part !== undefined).join(', ');
  return {
    capturedAt: captured === undefined ? undefined : Date.parse(`${captured.local}Z`),
    capturedOn: captured?.local.slice(0, 10),
    camera: line === '' ? undefined : line,
    faces: (faces ?? []).map(({ left, top, width, height }) => ({ x: left, y: top, width, height })),
    marks: {
      ...(rating !== undefined && { rating }),
      ...(pick === 'picked' && { flag: 'pick' as const }),
      ...(pick === 'rejected' && { flag: 'reject' as const }),
    },
  };
}
