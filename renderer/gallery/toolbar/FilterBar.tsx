import { ToggleGroup } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../text/format.ts';
import { showOnly, useLibrary } from '../../state/library/library.ts';
import { filters, type FilterId } from '../../state/library/status.ts';

/** Always offered; the others appear when there is something in them. */
const constant: readonly FilterId[] = ['all', 'todo', 'exported'];

export function FilterBar() {
  const { t, i18n } = useTranslation();
  const counts = useLibrary((s) => s.facets.status);
  const filter = useLibrary((s) => s.filter.status);
  const shown = filters.filter((id) => constant.includes(id) || counts[id] > 0 || id === filter);
  return (
    <ToggleGroup.Root
      type="single"
      className="filters"
      aria-label={t('filter.label')}
      value={filter}
      onValueChange={(next) => {
        const chosen = filters.find((id) => id === next);
        // Pressing the chosen one again goes back to all.
        showOnly({ status: chosen ?? 'all' });
      }}
    >
      {shown.map((id) => (
        <ToggleGroup.Item key={id} value={id} className="filter" data-testid={`filter-${id}`}>
          {t(`filter.${id}`)}
          <span className="filter-count">{formatNumber(counts[id], i18n.language)}</span>
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
