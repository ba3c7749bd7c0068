import { ArrowDown, ArrowDownToLine, ArrowUp, ArrowUpToLine, RotateCcw, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueGroup } from '../../electron/contract/index.ts';
import { Button, IconButton } from '../components/Button.tsx';
import { useSession } from '../state/app.ts';
import { retryFailed } from '../state/commands.ts';
import { formatNumber } from '../text/format.ts';
import { moveChosen, queueGroups, toggleQueuePanel, useQueuePanel } from './panel-state.ts';
import { QueueRows } from './QueueRows.tsx';

/** Every photo of the queue and what it is doing, of every folder, above the queue bar, on every screen. */
export function QueuePanel() {
  const { t, i18n } = useTranslation();
  const [group, setGroup] = useState<QueueGroup>('all');
  const [counts, setCounts] = useState<Readonly<Record<QueueGroup, number>>>();
  const failed = useSession((s) => s.queue.failed);
  return (
    <section className="queue-panel" aria-label={t('queue.list')} data-testid="queue-panel">
      <header className="queue-panel-bar">
        <h2>{t('queue.panel')}</h2>
        <div className="queue-filters" role="group" aria-label={t('queue.show')}>
          {queueGroups.map((each) => (
            <button
              key={each}
              type="button"
              className="filter"
              aria-pressed={each === group}
              data-state={each === group ? 'on' : 'off'}
              data-testid={`queue-filter-${each}`}
              onClick={() => setGroup(each)}
            >
              {t(`filter.${each}`)}
              {counts !== undefined && (
                <span className="filter-count">{formatNumber(counts[each], i18n.language)}</span>
              )}
            </button>
          ))}
        </div>
        <span className="top-space" />
        <MoveTools />
        {failed > 0 && (
          <Button icon={<RotateCcw size={14} aria-hidden />} onClick={() => void retryFailed()}>
            {t('queue.retry')}
          </Button>
        )}
        <IconButton label={t('common.close')} icon={<X size={16} aria-hidden />} onClick={toggleQueuePanel} />
      </header>
      {/* Another group begins at its top. */}
      <QueueRows key={group} group={group} onCounts={setCounts} />
    </section>
  );
}

/** Where the chosen photos go among those that wait. */
const moves = [
  { to: 'first', keys: 'Alt+Home', Icon: ArrowUpToLine },
  { to: 'up', keys: 'Alt+↑', Icon: ArrowUp },
  { to: 'down', keys: 'Alt+↓', Icon: ArrowDown },
  { to: 'last', keys: 'Alt+End', Icon: ArrowDownToLine },
] as const;

function MoveTools() {
  const { t } = useTranslation();
  const none = useQueuePanel((s) => s.chosen.size === 0);
  return (
    <div className="queue-moves" role="group" aria-label={t('queue.order')}>
      {moves.map(({ to, keys, Icon }) => (
        <IconButton
          key={to}
          label={t(`queue.move.${to}`)}
          keys={keys}
          icon={<Icon size={15} aria-hidden />}
          disabled={none}
          onClick={() => void moveChosen(to)}
        />
      ))}
    </div>
  );
}
