import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowUpToLine, RotateCcw, X } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../components/Button.tsx';
import { moveFirst, retryFailed } from '../state/commands.ts';
import { changeSelection, targets, useLibrary } from '../state/library.ts';
import { useSession } from '../state/app.ts';
import { queueFilters, queueList, type QueueFilter } from './queue-list.ts';
import { QueueRow } from './QueueRow.tsx';
import { rememberFirst, toggleQueuePanel, useQueuePanel } from './panel-state.ts';

/** Height of one row, CSS pixels. */
const ROW = 34;

/** Every photo of the queue and what it is doing, above the queue bar, on every screen. */
export function QueuePanel() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<QueueFilter>('all');
  const ids = useQueued(filter);
  const selection = useLibrary((s) => s.selection);
  const order = useLibrary((s) => s.order);
  const failed = useSession((s) => s.queue.failed);
  const chosen = useMemo(() => targets({ selection, order }), [selection, order]);
  const first = () => {
    rememberFirst(chosen);
    void moveFirst(chosen);
  };
  return (
    <section className="queue-panel" aria-label={t('queue.panel')} data-testid="queue-panel">
      <header className="queue-panel-bar">
        <h2>{t('queue.panel')}</h2>
        <div className="queue-filters" role="group" aria-label={t('queue.show')}>
          {queueFilters.map((each) => (
            <button
              key={each}
              type="button"
              className="filter"
              aria-pressed={each === filter}
              data-state={each === filter ? 'on' : 'off'}
              onClick={() => setFilter(each)}
            >
              {t(`filter.${each}`)}
            </button>
          ))}
        </div>
        <span className="top-space" />
        <Button
          icon={<ArrowUpToLine size={14} aria-hidden />}
          disabled={chosen.length === 0}
          data-tip={t('queue.firstHint')}
          onClick={first}
        >
          {t('queue.first', { count: chosen.length })}
        </Button>
        {failed > 0 && (
          <Button icon={<RotateCcw size={14} aria-hidden />} onClick={() => void retryFailed()}>
            {t('queue.retry')}
          </Button>
        )}
        <IconButton label={t('common.close')} icon={<X size={16} aria-hidden />} onClick={toggleQueuePanel} />
      </header>
      {ids.length === 0 ? <p className="queue-none">{t('queue.panelEmpty')}</p> : <Rows ids={ids} />}
    </section>
  );
}

function Rows({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const cursor = useLibrary((s) => s.selection.cursor);
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const step = (by: number) => {
    const at = cursor === undefined ? -1 : ids.indexOf(cursor);
    const next = Math.min(Math.max(at + by, 0), ids.length - 1);
    const id = ids[next];
    if (id === undefined) return;
    changeSelection({ kind: 'one', id });
    virtual.scrollToIndex(next);
  };
  const items = virtual.getVirtualItems();
  // Only a row that is drawn can be pointed at.
  const active = items.map((item) => ids[item.index]).find((id) => id !== undefined && id === cursor);
  return (
    <div
      ref={scroller}
      className="queue-rows"
      role="listbox"
      aria-label={t('queue.panel')}
      tabIndex={0}
      aria-activedescendant={active === undefined ? undefined : `job-${active}`}
      onKeyDown={(event) => {
        const by = steps[event.key];
        if (by === undefined || event.ctrlKey || event.metaKey) return;
        // The arrows belong to this list while it has the focus, not to the grid behind it.
        event.preventDefault();
        step(by);
      }}
    >
      <div role="presentation" className="queue-canvas" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const id = ids[item.index];
          return id === undefined ? null : <QueueRow key={id} id={id} top={item.start} />;
        })}
      </div>
    </div>
  );
}

const steps: Readonly<Record<string, number>> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -6,
  PageDown: 6,
  Home: -Number.MAX_SAFE_INTEGER,
  End: Number.MAX_SAFE_INTEGER,
};

/** Worked out anew when a photo came into another state, not with every percent of an upload. */
function useQueued(filter: QueueFilter): readonly string[] {
  const table = useLibrary((s) => s.table);
  const facets = useLibrary((s) => s.facets);
  const first = useQueuePanel((s) => s.first);
  return useMemo(
    () => queueList(table, filter, first),
    // The table is changed in place; the counts are made anew whenever a status changed its kind.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [table, facets, filter, first],
  );
}
