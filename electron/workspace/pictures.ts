import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { statIfThere } from '../base/file-facts.ts';
import { openThumbnailCache, type Engine, type ThumbnailCache } from '../engine/index.ts';
import type { Photo } from './photos.ts';

/** A picture to show: its bytes, or the file that holds it. */
export interface Picture {
  readonly body: Uint8Array | { readonly file: string };
  readonly contentType: string;
}

type PictureKind = 'thumb' | 'placeholder' | 'preview' | 'result';

interface Wish {
  readonly size?: number | 'full';
  readonly signal: AbortSignal;
}

const THUMBNAILS_BYTES = 2_000_000_000;
const PREVIEWS_BYTES = 3_000_000_000;
/** Whole pictures for 1:1 are large and quickly made again. */
const FULL_BYTES = 3_000_000_000;

/** The pictures that the window shows, made by the imaging process and kept on disk until there are too many. */
export class Pictures {
  readonly #engine: Engine;
  readonly #folder: string;
  #thumbnails!: ThumbnailCache;
  #previews!: ThumbnailCache;
  #full!: ThumbnailCache;
  #strong!: ThumbnailCache;
  /** Pictures asked for and not yet there. */
  #asked = 0;
  /** By the kept picture: what to render it from. */
  readonly #originals = new Map<string, { readonly key: string; readonly original: string }>();

  private constructor(engine: Engine, folder: string) {
    this.#engine = engine;
    this.#folder = folder;
  }

  /** @param folder where they are kept; made when it is missing */
  static async open(engine: Engine, folder: string): Promise<Pictures> {
    const pictures = new Pictures(engine, folder);
    await pictures.#openCaches();
    return pictures;
  }

  /** Looks through what is kept, and brings it back to its size. Takes a while where that is much. Throws what the file system throws. */
  async tidy(): Promise<void> {
    for (const cache of [this.#thumbnails, this.#previews, this.#full, this.#strong]) await cache.list();
  }

  async #openCaches(): Promise<void> {
    const { imaging } = this.#engine;
    const folder = this.#folder;
    this.#thumbnails = await openThumbnailCache({
      folder: join(folder, 'thumbnails'),
      maxBytes: THUMBNAILS_BYTES,
      variant: '320-webp-1',
      makeThumbnail: async (source, target, signal) => made(await imaging.thumbnail(source, target, {}, signal)),
    });
    this.#previews = await openThumbnailCache({
      folder: join(folder, 'previews'),
      maxBytes: PREVIEWS_BYTES,
      variant: '2560-jpeg-1',
      makeThumbnail: async (source, target, signal) => made(await imaging.preview(source, target, {}, signal)),
    });
    this.#full = await openThumbnailCache({
      folder: join(folder, 'full'),
      maxBytes: FULL_BYTES,
      variant: 'full-jpeg-1',
      makeThumbnail: async (source, target, signal) =>
        made(await imaging.preview(source, target, { longestSide: 'full' }, signal)),
    });
    this.#strong = await openThumbnailCache({
      folder: join(folder, 'retouched'),
      maxBytes: FULL_BYTES,
      variant: 'full-strength-1',
      makeThumbnail: async (source, target, signal) => {
        const from = this.#originals.get(source);
        if (from === undefined) throw new Error(`nothing is known of ${source}`);
        return made(await this.#engine.renderKept(from.key, from.original, target, signal));
      },
    });
  }

  /** Bytes on disk. */
  async sizes(): Promise<{ thumbnails: number; previews: number }> {
    await this.tidy();
    return { thumbnails: this.#thumbnails.size(), previews: this.#previews.size() + this.#full.size() };
  }

  /** Deletes them all; they are made again when they are wanted. */
  async clear(): Promise<void> {
    for (const name of ['thumbnails', 'previews', 'full', 'retouched', 'strips']) {
      await rm(join(this.#folder, name), { recursive: true, force: true });
    }
    await this.#openCaches();
  }

  /** Whether somebody waits for a picture. */
  get busy(): boolean {
    return this.#asked > 0;
  }

  /** Undefined when there is nothing to show: not a picture, or not retouched yet. */
  async get(kind: PictureKind, photo: Photo, wish: Wish): Promise<Picture | undefined> {
    this.#asked++;
    try {
      return await this.#get(kind, photo, wish);
    } finally {
      this.#asked--;
    }
  }

  async #get(kind: PictureKind, photo: Photo, { size, signal }: Wish): Promise<Picture | undefined> {
    if (kind === 'placeholder') {
      const answer = await this.#engine.imaging.placeholder(photo.file.path, signal);
      return answer.kind === 'picture' ? { body: answer.data, contentType: 'image/jpeg' } : undefined;
    }
    const previews = size === 'full' ? this.#full : this.#previews;
    if (kind === 'result') {
      const file = await this.#retouched(photo, signal);
      if (file === undefined) return undefined;
      const answer = await previews.get(file, signal);
      return answer.kind === 'ready' ? { body: { file: answer.file }, contentType: 'image/jpeg' } : undefined;
    }
    const cache = kind === 'thumb' ? this.#thumbnails : previews;
    const answer = await cache.get(photo.file, signal);
    if (answer.kind !== 'ready') return undefined;
    if (kind === 'preview') return { body: { file: answer.file }, contentType: 'image/jpeg' };
    // A stream costs more than the few kilobytes that it would carry.
    return { body: await readFile(answer.file), contentType: 'image/webp' };
  }

  /**
   * The retouch at full strength and full size: the window fades it by itself. That is the exported file, or, where that was
   * written with a fade or is gone, the kept result rendered anew. Undefined while there is none.
   */
  async #retouched({ status, resultKey, file }: Photo, signal: AbortSignal): Promise<Seen | undefined> {
    if (status.kind !== 'exported') return undefined;
    const output = (status.fade ?? 1) === 1 ? await factsOf(status.output) : undefined;
    if (output !== undefined || resultKey === undefined) return output;
    const { store } = this.#engine;
    const kept = store.result(resultKey);
    const picture = kept && (await factsOf(kept.retouched));
    if (picture === undefined) return undefined;
    this.#originals.set(picture.path, { key: resultKey, original: file.path });
    const answer = await this.#strong.get(picture, signal);
    return answer.kind === 'ready' ? factsOf(answer.file) : undefined;
  }
}

interface Seen {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedAt: number;
}

/** Undefined when the result was moved or deleted since. */
async function factsOf(path: string): Promise<Seen | undefined> {
  const facts = await statIfThere(path);
  return facts && { path, bytes: facts.size, modifiedAt: facts.mtimeMs };
}

type Drawn = Awaited<ReturnType<Engine['imaging']['thumbnail'] | Engine['imaging']['fullSize']>>;

function made(answer: Drawn): { kind: 'made' } | Extract<Drawn, { kind: 'refused' }> {
  if (answer.kind === 'written') return { kind: 'made' };
  if (answer.kind === 'refused') return answer;
  throw new Error(answer.reason.message);
}
