import { Flag, FlagOff, Star } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PhotoView } from '../../../electron/contract/index.ts';
import { IconButton } from '../../components/Button.tsx';
import { mark } from '../../state/edits/marking.ts';

/** The photographer's judgement, seen and given where the photo is looked at. Pressing what is set takes it away. */
export function MarkTools({ photo: { id, marks } }: { readonly photo: Pick<PhotoView, 'id' | 'marks'> }) {
  const { t } = useTranslation();
  return (
    <div className="tool-group" role="group" aria-label={t('loupe.marks')}>
      {(['pick', 'reject'] as const).map((flag) => {
        const Icon = flag === 'pick' ? Flag : FlagOff;
        const on = marks.flag === flag;
        return (
          <IconButton
            key={flag}
            label={t(`loupe.${flag}`)}
            keys={on ? 'U' : flag === 'pick' ? 'P' : 'X'}
            aria-pressed={on}
            icon={<Icon size={15} aria-hidden fill={on && flag === 'pick' ? 'currentColor' : 'none'} />}
            onClick={() => mark([id], { flag: on ? 'none' : flag })}
          />
        );
      })}
      <span className="loupe-stars">
        {[1, 2, 3, 4, 5].map((rating) => (
          <button
            key={rating}
            type="button"
            aria-pressed={marks.rating === rating}
            aria-label={t('loupe.rate', { count: rating })}
            data-tip={`${t('loupe.rate', { count: rating })} (${String(rating)})`}
            data-lit={rating <= marks.rating || undefined}
            data-testid={`loupe-star-${String(rating)}`}
            onClick={() => mark([id], { rating: marks.rating === rating ? 0 : rating })}
          >
            <Star size={14} aria-hidden />
          </button>
        ))}
      </span>
    </div>
  );
}
