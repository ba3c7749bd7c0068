import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../base/reason.ts';
import { openThumbnailCache, type Engine, type ThumbnailCache } from '../engine/index.ts';
import type { Photo } from './photos.ts';

/** A picture to show: the file that holds it. */
export interface Picture {
  readonly body: { readonly file: string };
  readonly contentType: string;
}

const THUMBNAILS_BYTES = 2_000_000_000;
const PREVIEWS_BYTES = 3_000_000_000;

/** The pictures that the window shows, made by the imaging process and kept on disk until there are too many. */
export class Pictures {
  readonly #thumbnails: ThumbnailCache;
  readonly #previews: ThumbnailCache;

  private constructor(thumbnails: ThumbnailCache, previews: ThumbnailCache) {
    this.#thumbnails = thumbnails;
    this.#previews = previews;
  }

  /** @param folder where they are kept; made when it is missing */
  static async open(engine: Engine, folder: string): Promise<Pictures> {
    const { imaging } = engine;
    const thumbnails = await openThumbnailCache({
      folder: join(folder, 'thumbnails'),
      maxBytes: THUMBNAILS_BYTES,
      variant: '320-webp-1',
      makeThumbnail: async (source, target, signal) => made(await imaging.thumbnail(source, target, {}, signal)),
    });
    const previews = await openThumbnailCache({
      folder: join(folder, 'previews'),
      maxBytes: PREVIEWS_BYTES,
      variant: '2560-jpeg-1',
      makeThumbnail: async (source, target, signal) => made(await imaging.preview(source, target, {}, signal)),
    });
    return new Pictures(thumbnails, previews);
  }

  /** Undefined when there is nothing to show: not a picture, or not retouched yet. */
  async get(
    kind: 'thumb' | 'preview' | 'result',
    photo: Photo,
    output: string | undefined,
    { signal }: { size?: number; signal: AbortSignal },
  ): Promise<Picture | undefined> {
    if (kind === 'result') {
      if (output === undefined) return undefined;
      const file = await factsOf(output);
      if (file === undefined) return undefined;
      const answer = await this.#previews.get(file, signal);
      return answer.kind === 'ready' ? { body: { file: answer.file }, contentType: 'image/jpeg' } : undefined;
    }
    const cache = kind === 'thumb' ? this.#thumbnails : this.#previews;
    const answer = await cache.get(photo.file, signal);
    if (answer.kind !== 'ready') return undefined;
    return { body: { file: answer.file }, contentType: kind === 'thumb' ? 'image/webp' : 'image/jpeg' };
  }
}

/** Undefined when the result was moved or deleted since. */
async function factsOf(path: string): Promise<{ path: string; bytes: number; modifiedAt: number } | undefined> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { path, bytes: size, modifiedAt: mtimeMs };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

type Drawn = Awaited<ReturnType<Engine['imaging']['thumbnail']>>;

function made(answer: Drawn): { kind: 'made' } | Extract<Drawn, { kind: 'refused' }> {
  if (answer.kind === 'written') return { kind: 'made' };
  if (answer.kind === 'refused') return answer;
  throw new Error(answer.reason.message);
}
