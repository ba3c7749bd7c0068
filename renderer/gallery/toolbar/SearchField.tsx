import { Search, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { showOnly, useLibrary } from '../../state/library/library.ts';

/** DOM id of the field, so that a key can go there. */
export const SEARCH_FIELD = 'photo-search';

export function SearchField() {
  const { t } = useTranslation();
  const text = useLibrary((s) => s.filter.text);
  return (
    <div className="search">
      <Search size={13} aria-hidden />
      <input
        id={SEARCH_FIELD}
        type="text"
        value={text}
        spellCheck={false}
        autoComplete="off"
        aria-label={t('filter.search')}
        placeholder={t('filter.search')}
        onChange={(event) => showOnly({ text: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && text !== '') showOnly({ text: '' });
          else if (event.key === 'Escape' || event.key === 'Enter') focusGrid();
        }}
      />
      {text !== '' && (
        <button
          type="button"
          className="search-clear"
          aria-label={t('filter.clearSearch')}
          onClick={() => showOnly({ text: '' })}
        >
          <X size={12} aria-hidden />
        </button>
      )}
    </div>
  );
}

function focusGrid(): void {
  document.querySelector<HTMLElement>('.grid-scroller')?.focus();
}
