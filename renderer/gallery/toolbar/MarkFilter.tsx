import { Flag, FlagOff, Minus, Star } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { flagChoices } from '../../state/library/filter.ts';
import { formatNumber } from '../../text/format.ts';
import { showOnly, useLibrary } from '../../state/library/library.ts';

const icons = { pick: Flag, none: Minus, reject: FlagOff } as const;

/** Shows only photos with a certain flag. Pressing the chosen one again shows all. */
export function FlagFilter() {
  const { t, i18n } = useTranslation();
  const chosen = useLibrary((s) => s.filter.flag);
  const counts = useLibrary((s) => s.facets.flags);
  return (
    <ToggleGroup.Root
      type="single"
      className="filters"
      aria-label={t('filter.flagLabel')}
      value={chosen}
      onValueChange={(next) => showOnly({ flag: flagChoices.find((flag) => flag === next) ?? 'any' })}
    >
      {flagChoices.map((flag) => {
        const Icon = icons[flag];
        const count = formatNumber(counts[flag], i18n.language);
        return (
          <ToggleGroup.Item
            key={flag}
            value={flag}
            className="filter filter-flag"
            aria-label={t('filter.counted', { what: t(`filter.flag.${flag}`), count })}
            data-tip={t(`filter.flag.${flag}`)}
            data-testid={`filter-flag-${flag}`}
          >
            <Icon size={14} aria-hidden />
            <span className="filter-count">{count}</span>
          </ToggleGroup.Item>
        );
      })}
    </ToggleGroup.Root>
  );
}

/** Shows only photos with at least so many stars. Pressing the last lit star again shows all. */
export function StarFilter() {
  const { t, i18n } = useTranslation();
  const least = useLibrary((s) => s.filter.stars);
  const counts = useLibrary((s) => s.facets.stars);
  return (
    <div className="star-filter" role="group" aria-label={t('filter.starLabel')}>
      <span aria-hidden>≥</span>
      {[1, 2, 3, 4, 5].map((stars) => {
        const what = t('filter.stars', { count: stars });
        const count = formatNumber(counts[stars] ?? 0, i18n.language);
        const words = t('filter.counted', { what, count });
        return (
          <button
            key={stars}
            type="button"
            aria-pressed={least === stars}
            aria-label={words}
            data-tip={words}
            data-lit={stars <= least || undefined}
            data-testid={`filter-stars-${String(stars)}`}
            onClick={() => showOnly({ stars: least === stars ? 0 : stars })}
          >
            <Star size={14} aria-hidden />
          </button>
        );
      })}
      <span className="filter-count" aria-hidden>
        {formatNumber(counts[Math.max(1, least)] ?? 0, i18n.language)}
      </span>
    </div>
  );
}
