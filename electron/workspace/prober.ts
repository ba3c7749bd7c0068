import type { FaceBox, Marks, Reason } from '../contract/index.ts';
import type { Clock, Engine, PhotoFacts } from '../engine/index.ts';
import type { Photo } from './photos.ts';
import type { Pictures } from './pictures.ts';
import type { WorkspaceDeps } from './deps.ts';

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
/** A folder that was just opened shows its pictures first. */
const START_MS = 500;

/** Looks at the headers of photos in the background: what is on screen first. */
export class Prober {
  readonly #imaging: Engine['imaging'];
  readonly #clock: Clock;
  readonly #pictures: Pick<Pictures, 'busy'>;
  readonly #learned: (photo: Photo, facts: Facts) => void;
  readonly #stop = new AbortController();
  /** Photos that somebody waits for, the most urgent last. */
  #first: Photo[] = [];
  /** The others, the next one last. They may be among the first too. */
  #later: Photo[] = [];
  readonly #busy = new Set<Photo>();
  #waiters: (() => void)[] = [];
  #starting: (() => void) | undefined;

  /** @param pictures those that somebody waits for come before what only might be asked */
  constructor(
    { engine, clock }: Pick<WorkspaceDeps, 'engine' | 'clock'>,
    pictures: Pick<Pictures, 'busy'>,
    learned: (photo: Photo, facts: Facts) => void,
  ) {
    this.#imaging = engine.imaging;
    this.#clock = clock;
    this.#pictures = pictures;
    this.#learned = learned;
  }

  /** These are looked at when there is time. */
  want(photos: readonly Photo[]): void {
    this.#later = [...[...photos].reverse(), ...this.#later];
    this.#starting ??= this.#clock.after(START_MS, () => {
      this.#starting = undefined;
      this.#pump();
    });
  }

  /** These are on screen now: they come before all others. */
  wantFirst(photos: readonly Photo[]): void {
    const urgent = new Set(photos.filter((photo) => !photo.probed));
    this.#first = [...this.#first.filter((photo) => !urgent.has(photo)), ...[...urgent].reverse()];
    this.#pump();
  }

  /** Nobody wants to know these any more. */
  forget(photos: readonly Photo[]): void {
    const gone = new Set(photos);
    const stays = (photo: Photo): boolean => !gone.has(photo);
    this.#first = this.#first.filter(stays);
    this.#later = this.#later.filter(stays);
  }

  /** Resolves when all of these have been looked at. */
  async finish(photos: readonly Photo[]): Promise<void> {
    this.wantFirst(photos);
    for (const photo of photos) {
      while (!photo.probed && !this.#stop.signal.aborted) {
        await new Promise<void>((resolve) => this.#waiters.push(resolve));
      }
    }
  }

  close(): void {
    this.#stop.abort();
    this.#starting?.();
    this.#first = [];
    this.#later = [];
    this.#wake();
  }

  #pump(): void {
    for (let photo = this.#next(); photo !== undefined; photo = this.#next()) {
      if (photo.probed || this.#busy.has(photo)) continue;
      const taken = photo;
      this.#busy.add(taken);
      void this.#look(taken).finally(() => {
        this.#busy.delete(taken);
        this.#wake();
        this.#pump();
      });
    }
  }

  #next(): Photo | undefined {
    if (this.#busy.size >= AT_ONCE) return undefined;
    const first = this.#first.pop();
    if (first !== undefined) return first;
    // While pictures are waited for, one at a time: nobody misses what these tell.
    return this.#busy.size === 0 || !this.#pictures.busy ? this.#later.pop() : undefined;
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
