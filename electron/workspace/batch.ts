import type { BatchEstimate, BatchRequest, ExportOptions } from '../contract/index.ts';
import { expandTemplate, type ExportSettings, type History, type Job, type NewBatch } from '../engine/index.ts';
import { numbered } from './numbers.ts';
import type { Photo } from './photos.ts';
import { dollarsOf } from './status.ts';

/** Whether the queue has this photo on its way already, with the same settings and into the same folder. */
export function isOnItsWay(photo: Photo, history: History, isSamePlace: (batch: string) => boolean): boolean {
  const job = history.latest(photo.file.path);
  if (job === undefined || !isUnderWay(job)) return false;
  const { level, multiFace } = photo.settings;
  return job.settings.level === level && job.settings.multiFace === multiFace && isSamePlace(job.batch);
}

function isUnderWay(job: Job): boolean {
  switch (job.state) {
    case 'queued':
    case 'prepared':
    case 'submitting':
    case 'processing':
    case 'ready':
    case 'retouched':
      return true;
    case 'exported':
    case 'outcome-unknown':
    case 'failed':
    case 'cancelled':
      return false;
  }
}

/** What a batch would mean, before anybody pays. */
export function estimateOf(
  photos: readonly Photo[],
  history: History,
  creditsPerPhoto: number,
  rest: Pick<BatchEstimate, 'balance' | 'output' | 'numbers'>,
): BatchEstimate {
  const unusable = photos.flatMap((photo) =>
    photo.status.kind === 'unusable'
      ? [{ photo: photo.id, name: photo.file.relativePath, reason: photo.status.reason }]
      : [],
  );
  const usable = photos.filter((photo) => photo.status.kind !== 'unusable');
  const kept = usable.filter((photo) => history.isPaid(photo.file, photo.settings)).length;
  const credits = (usable.length - kept) * creditsPerPhoto;
  return { photos: usable.length, kept, unusable, credits, dollars: dollarsOf(credits), ...rest };
}

/** The photos a request names, in its order; all of the folder where it names none. */
export function chosenPhotos(request: BatchRequest, all: readonly Photo[]): readonly Photo[] {
  if (request.photos.length === 0) return all;
  const byId = new Map(all.map((photo) => [photo.id, photo]));
  return request.photos.flatMap((id) => byId.get(id) ?? []);
}

/** Export options as the engine stores them. */
export function exportOf({ size, format, quality, metadata, onConflict, history }: ExportOptions): ExportSettings {
  return { size, format, quality, metadata, onConflict, replacesOwn: true, ...(history === false && { history }) };
}

/** Photos as the queue takes them: each with its number, its fade, its name and, if wanted, its marks. */
export function wishedPhotos(
  photos: readonly Photo[],
  options: ExportOptions,
  given: ReadonlyMap<string, number>,
): NewBatch['photos'] {
  const { numbers, highest } = numbered(
    photos.map(({ file }) => file.path),
    given,
  );
  return photos.map((photo, index) => {
    const { file, settings, fade, marks, capturedOn } = photo;
    const seq = numbers[index] ?? index + 1;
    const original = file.relativePath.slice(file.relativePath.lastIndexOf('/') + 1);
    const name = original.replace(/(?<=.)\.[^.]*$/, '');
    const named = expandTemplate(options.name, {
      name,
      seq,
      of: highest,
      date: capturedOn,
      level: settings.level,
    });
    return {
      source: file.path,
      relativePath: file.relativePath,
      settings,
      wish: {
        seq,
        ...(fade < 1 && { fade }),
        ...(named !== name && { name: named }),
        ...(options.writeMarks && { rating: marks.rating, flag: marks.flag }),
      },
    };
  });
}
