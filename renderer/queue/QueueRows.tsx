import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueGroup, QueueMove, QueuePage } from '../../electron/contract/index.ts';
import { chooseRow, goTo, moveChosen, useQueuePanel } from './panel-state.ts';
import { QueueRow, rowId } from './QueueRow.tsx';
import { useQueuePage } from './use-queue-page.ts';

/** Height of one row, CSS pixels. */
const ROW = 34;

interface QueueRowsProps {
  readonly group: QueueGroup;
  readonly onCounts: (counts: QueuePage['counts']) => void;
}

/** The list itself: only the rows in sight are there, and only those around them are asked for. */
export function QueueRows({ group, onCounts }: QueueRowsProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  const page = useQueuePage(group, first);
  const counts = page?.counts;
  useEffect(() => {
    if (counts !== undefined) onCounts(counts);
  }, [counts, onCounts]);
  const virtual = useVirtualizer({
    count: counts?.[group] ?? 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
    onChange: ({ range }) => setFirst(range?.startIndex ?? 0),
  });
  const cursor = useQueuePanel((s) => s.cursor);
  const rows = virtual.getVirtualItems().flatMap(({ index, start }) => {
    const entry = page?.entries[index - page.from];
    return entry === undefined ? [] : [{ index, start, entry }];
  });
  const at = (page?.entries.findIndex(({ job }) => job === cursor) ?? -1) + (page?.from ?? 0);
  const known = page !== undefined && cursor !== undefined && page.entries[at - page.from]?.job === cursor;
  const inSight = page?.entries.map(({ job }) => job) ?? [];

  const step = (by: number) => {
    if (page === undefined || page.counts[group] === 0) return;
    const next = Math.min(Math.max((known ? at : by > 0 ? -1 : 0) + by, 0), page.counts[group] - 1);
    virtual.scrollToIndex(next);
    // Far away rows are not known yet: the list goes there, and the next key begins at what is in sight.
    const job = page.entries[next - page.from]?.job;
    if (job !== undefined) chooseRow(job, 'one', inSight);
  };

  if (counts?.[group] === 0) return <p className="queue-none">{t('queue.panelEmpty')}</p>;
  return (
    <div
      ref={scroller}
      className="queue-rows"
      role="listbox"
      aria-multiselectable
      aria-label={t('queue.list')}
      tabIndex={0}
      aria-activedescendant={
        cursor !== undefined && rows.some(({ entry }) => entry.job === cursor) ? rowId(cursor) : undefined
      }
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey) return;
        const to = event.altKey ? places[event.key] : undefined;
        const by = event.altKey ? undefined : steps[event.key];
        const entry = known ? page.entries[at - page.from] : undefined;
        if (to !== undefined) void moveChosen(to);
        else if (by !== undefined) step(by);
        else if (event.key === 'Enter' && entry !== undefined) goTo(entry);
        else return;
        // These keys belong to this list while it has the focus, not to the grid behind it.
        event.preventDefault();
      }}
    >
      <div role="presentation" className="queue-canvas" style={{ height: virtual.getTotalSize() }}>
        {rows.map(({ entry, start }) => (
          <QueueRow key={entry.job} entry={entry} top={start} inSight={inSight} />
        ))}
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

const places: Readonly<Record<string, QueueMove>> = { ArrowUp: 'up', ArrowDown: 'down', Home: 'first', End: 'last' };
