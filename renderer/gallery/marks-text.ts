import type { TFunction } from 'i18next';
import type { PhotoView } from '../../electron/contract/index.ts';
import { photoSentence } from '../components/status-text.ts';

/** A photo in words, for screen readers, with its flag and stars where it has any. */
export function cellSentence(photo: PhotoView, t: TFunction): string {
  const { flag, rating } = photo.marks;
  const words = [photoSentence(photo, t)];
  if (flag !== 'none') words.push(t(`marks.${flag}`));
  if (rating > 0) words.push(t('marks.stars', { count: rating }));
  return words.join(', ');
}
