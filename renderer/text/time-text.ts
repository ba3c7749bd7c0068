import type { TFunction } from 'i18next';
import type { RoughTime } from './format.ts';

export function timeText(time: RoughTime, t: TFunction): string {
  switch (time.unit) {
    case 'seconds':
      return t('time.seconds', { seconds: time.seconds });
    case 'minutes':
      return t('time.minutes', { minutes: time.minutes });
    case 'hours':
      return t('time.hours', { hours: time.hours, minutes: time.minutes });
  }
}
