import type { TFunction } from 'i18next';
import type { PhotoStatus, PhotoView } from '../../../electron/contract/index.ts';
import { photoSentence, statusSentence } from '../../text/status-text.ts';
import { levelToShown } from '../../text/format.ts';

/*
 * What cells say. Scrolling makes hundreds of cells a second, and looking words up is a quarter of what one costs, so the
 * words that do not change from photo to photo are looked up once for each language.
 */

interface Phrases {
  /** The sentence about a photo, with marks where name, level and status go. */
  readonly photo: string;
  readonly level: string;
  readonly statuses: Map<PhotoStatus['kind'], string>;
}

const phrases = new WeakMap<TFunction, Phrases>();
const marks = { name: '\u0001', level: '\u0002', status: '\u0003' };

function phrasesIn(t: TFunction): Phrases {
  const known = phrases.get(t);
  if (known !== undefined) return known;
  const made = { photo: t('gallery.photo', marks), level: t('inspector.level'), statuses: new Map() };
  phrases.set(t, made);
  return made;
}

export function levelTip(t: TFunction): string {
  return phrasesIn(t).level;
}

/** A photo in words, for screen readers, with its flag and stars where it has any. */
export function cellSentence(photo: PhotoView, t: TFunction): string {
  const { flag, rating } = photo.marks;
  const words = [plainSentence(photo, t)];
  if (flag !== 'none') words.push(t(`marks.${flag}`));
  if (rating > 0) words.push(t('marks.stars', { count: rating }));
  return words.join(', ');
}

/** The same as `photoSentence`, put together from kept parts where the status has nothing of its own to say. */
function plainSentence(photo: PhotoView, t: TFunction): string {
  const { status } = photo;
  if ('reason' in status || status.kind === 'uploading' || status.kind === 'downloading')
    return photoSentence(photo, t);
  const { photo: pattern, statuses } = phrasesIn(t);
  let word = statuses.get(status.kind);
  if (word === undefined) statuses.set(status.kind, (word = statusSentence(status, t)));
  return pattern
    .replace(marks.level, String(levelToShown(photo.settings.level)))
    .replace(marks.status, () => word)
    .replace(marks.name, () => photo.name);
}
