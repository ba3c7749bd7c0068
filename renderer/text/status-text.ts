import type { TFunction } from 'i18next';
import type { PhotoStatus, PhotoView } from '../../electron/contract/index.ts';
import { reasonText } from '../i18n/reason-text.ts';
import { levelToShown, roughTime } from './format.ts';
import { timeText } from './time-text.ts';

/** What a photo is doing, in a few words, without the reason. */
export function statusWord(status: PhotoStatus, t: TFunction): string {
  return t(`status.${status.kind}`);
}

/** The whole sentence: what, and why where there is a why. */
export function statusSentence(status: PhotoStatus, t: TFunction): string {
  const word = statusWord(status, t);
  switch (status.kind) {
    case 'failed':
    case 'unusable':
    case 'undecided':
      return t('status.because', { status: word, reason: reasonText(status.reason) });
    case 'uploading':
      return t('status.uploadingAt', { percent: Math.round(status.fraction * 100) });
    case 'downloading':
      return status.expiresAt === undefined
        ? word
        : t('status.downloadingLeft', { time: timeLeft(status.expiresAt, Date.now(), t) });
    default:
      return word;
  }
}

/** How long the service still keeps a result, in words. @param expiresAt and now: Unix milliseconds */
export function timeLeft(expiresAt: number, now: number, t: TFunction): string {
  // Whole minutes, rounded down: a promise that is kept.
  return timeText(roughTime(Math.floor((expiresAt - now) / 60_000) * 60), t);
}

/** A photo in words, for screen readers: name, level, status with its reason. */
export function photoSentence(photo: PhotoView, t: TFunction): string {
  return t('gallery.photo', {
    name: photo.name,
    level: levelToShown(photo.settings.level),
    status: statusSentence(photo.status, t),
  });
}
