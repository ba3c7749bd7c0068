import { systemClock, type Clock } from '../../base/clock.ts';
import { ReasonError } from '../../base/reason.ts';
import { localAnswer, troubleOf, type LocalAnswer } from '../../base/system-errors.ts';
import type { Checked } from '../check/check.ts';
import type { PhotoFactsAnswer } from '../view/photo-facts.ts';
import type { FullSizeAnswer, FullSizeRequest } from '../result/full-size-types.ts';
import type { Placeholder } from '../view/placeholder.ts';
import type { Probed } from '../open/probe.ts';
import type { Prepared } from '../submission/submission.ts';
import type { View, ViewRequest } from '../view/thumbnail.ts';
import { FULL_VIEW, PREVIEW, THUMBNAIL } from '../view/view-sizes.ts';
import type { FileKeys } from '../../formats/picture-key/picture-key.ts';
import { Calls, CLOSED } from './calls.ts';
import type { SpawnImaging } from './child.ts';

export type ViewOptions = Partial<Pick<ViewRequest, 'longestSide' | 'format' | 'quality'>>;

/**
 * All picture work, done in a process of its own. Every method rejects with the signal's reason when it is aborted. A
 * process that dies is started again: what ran in it is tried once more, by itself, and fails with a plain reason if the
 * process dies again. What the file system or a decoder has to say comes as an answer, not as a rejection; `check` rejects
 * with a `SystemError` if this computer could not look at the file.
 */
export interface Imaging {
  /** Starts the process if there is none, so that the first picture does not wait for it. */
  warm(): void;
  probe(path: string, signal?: AbortSignal): Promise<Probed>;
  /** What the camera and other programs noted about a photo. */
  photoFacts(path: string, signal?: AbortSignal): Promise<PhotoFactsAnswer>;
  /** A small picture out of the file itself, to show until there is a thumbnail. */
  placeholder(path: string, signal?: AbortSignal): Promise<Placeholder>;
  /** Hashes a file's bytes, and the picture in it. Reads the whole file; rejects as `check` does. */
  fileKeys(path: string, signal?: AbortSignal): Promise<FileKeys>;
  /** Writes `target` + extension. */
  prepare(source: string, target: string, signal: AbortSignal): Promise<Prepared>;
  /** `submitted`: the file that was sent, which the picture at `path` must show. */
  check(path: string, submitted: string, signal: AbortSignal): Promise<Checked>;
  /** Writes exactly `target`. */
  thumbnail(source: string, target: string, options?: ViewOptions, signal?: AbortSignal): Promise<View>;
  /** As `thumbnail`, larger. `longestSide: 'full'` is the picture's own size, a JPEG of quality 92. */
  preview(source: string, target: string, options?: ViewOptions, signal?: AbortSignal): Promise<View>;
  fullSize(
    request: FullSizeRequest,
    signal: AbortSignal,
    onProgress?: (fraction: number) => void,
  ): Promise<FullSizeAnswer>;
  /** Ends the process; whatever still runs rejects. Resolves when the process is gone. */
  close(): Promise<void>;
}

export interface ImagingOptions {
  readonly spawn: SpawnImaging;
  readonly clock?: Clock;
}

/** Starts the imaging process when it is first needed, and again when it has gone. */
export function startImaging(options: ImagingOptions): Imaging {
  const client = new Calls(options.spawn, options.clock ?? systemClock);
  return {
    warm: () => client.warm(),
    probe: (path, signal) => client.call('probe', { path }, signal),
    photoFacts: (path, signal) => client.call('photoFacts', { path }, signal).catch(asLocal),
    placeholder: (path, signal) => client.call('placeholder', { path }, signal).catch(asLocal),
    prepare: (source, target, signal) => client.call('prepare', { source, target }, signal).catch(asLocal),
    fileKeys: (path, signal) => client.call('fileKeys', { path }, signal),
    check: (path, submitted, signal) => client.call('check', { path, submitted }, signal),
    thumbnail: (source, target, view = {}, signal) =>
      client.call('thumbnail', { source, target, ...THUMBNAIL, ...view }, signal).catch(asLocal),
    preview: (source, target, view = {}, signal) =>
      client.call('preview', { source, target, ...previewDefaults(view), ...view }, signal).catch(asLocal),
    fullSize: (request, signal, onProgress) => client.call('fullSize', request, signal, onProgress).catch(asLocal),
    close: () => client.close(),
  };
}

function previewDefaults({ longestSide }: ViewOptions): Pick<ViewRequest, 'longestSide' | 'format' | 'quality'> {
  return longestSide === 'full' || longestSide === Infinity ? FULL_VIEW : PREVIEW;
}

/** A job that could not be done here and now is an answer of its own kind; aborts stay rejections. */
function asLocal(error: unknown): LocalAnswer {
  if (error instanceof ReasonError && error.reason.code !== CLOSED.code)
    return localAnswer(troubleOf(error, 'original'));
  throw error;
}
