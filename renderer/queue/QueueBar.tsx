import { CircleX, FolderOpen, List, Pause, Play, RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { QueueView } from '../../electron/contract/index.ts';
import { Button, IconButton } from '../components/Button.tsx';
import { timeText } from '../text/time-text.ts';
import { useMode, useSession } from '../state/app.ts';
import { attempt } from '../state/attempt.ts';
import { openOutput, retryFailed } from '../state/commands.ts';
import { formatNumber, roughTime } from '../text/format.ts';
import { openDialog } from '../state/view.ts';
import { toggleQueuePanel, useQueuePanel } from './panel-state.ts';
import './queue.css';
import { QueuePanel } from './QueuePanel.tsx';

/** The queue at a glance, on every screen. */
export function QueueBar() {
  const queue = useSession((s) => s.queue);
  const open = useQueuePanel((s) => s.open);
  return (
    <div className="queue-dock">
      {open && <QueuePanel />}
      <Bar queue={queue} />
    </div>
  );
}

function Bar({ queue }: { readonly queue: QueueView }) {
  const { t } = useTranslation();
  return (
    <section className="queue-bar" aria-label={t('queue.region')}>
      {queue.total === 0 ? (
        <p className="queue-idle">{t('queue.empty')}</p>
      ) : (
        <>
          <Progress queue={queue} />
          <Pace queue={queue} />
        </>
      )}
      <Credits queue={queue} />
      <Controls queue={queue} />
    </section>
  );
}

function Progress({ queue }: { readonly queue: QueueView }) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => formatNumber(value, i18n.language);
  const counts = [
    // What is at the service waits for its picture, but no longer for its turn.
    { id: 'waiting', value: queue.waiting - queue.inFlight },
    { id: 'inFlight', value: queue.inFlight },
    { id: 'failed', value: queue.failed },
    { id: 'cancelled', value: queue.cancelled },
  ] as const;
  return (
    <div className="queue-progress">
      <div className="queue-line">
        <strong data-testid="queue-done">
          {t('queue.done', { done: number(queue.exported), total: number(queue.total) })}
        </strong>
        <span className="queue-state">{stateWord(queue, t)}</span>
        {counts
          .filter(({ value }) => value > 0)
          .map(({ id, value }) => (
            <span key={id} className="queue-count" data-testid={`queue-${id}`}>
              {t(`queue.count.${id}`, { count: value, shown: number(value) })}
            </span>
          ))}
      </div>
      <progress
        className="queue-meter"
        value={queue.exported}
        max={queue.total}
        aria-label={t('queue.progress')}
        data-standing={queue.paused !== undefined || !queue.online || undefined}
      />
    </div>
  );
}

function Pace({ queue }: { readonly queue: QueueView }) {
  const { t, i18n } = useTranslation();
  if (queue.photosPerMinute === undefined || !queue.active || queue.paused !== undefined) return null;
  return (
    <dl className="queue-facts">
      <div>
        <dt>{t('queue.speed')}</dt>
        <dd>{t('queue.perMinute', { speed: formatNumber(queue.photosPerMinute, i18n.language) })}</dd>
      </div>
      {queue.secondsLeft !== undefined && (
        <div>
          <dt>{t('queue.timeLeft')}</dt>
          <dd data-testid="queue-eta">{timeText(roughTime(queue.secondsLeft), t)}</dd>
        </div>
      )}
    </dl>
  );
}

function Credits({ queue }: { readonly queue: QueueView }) {
  const { t, i18n } = useTranslation();
  const mode = useMode();
  if (mode === 'demo') {
    return (
      <span className="demo-badge" data-testid="demo-badge" data-tip={t('demo.label')}>
        {t('demo.short')}
      </span>
    );
  }
  return (
    <dl className="queue-facts">
      {queue.creditsSpent > 0 && (
        <div>
          <dt>{t('queue.spent')}</dt>
          <dd data-testid="credits-spent">{formatNumber(queue.creditsSpent, i18n.language)}</dd>
        </div>
      )}
      {queue.creditsLeft !== undefined && (
        <div>
          <dt>{t('queue.left')}</dt>
          <dd data-testid="credits-left">{formatNumber(queue.creditsLeft, i18n.language)}</dd>
        </div>
      )}
    </dl>
  );
}

function Controls({ queue }: { readonly queue: QueueView }) {
  const { t } = useTranslation();
  const open = useQueuePanel((s) => s.open);
  return (
    <div className="queue-controls">
      <IconButton
        label={t('queue.panelToggle')}
        keys="Q"
        aria-pressed={open}
        aria-expanded={open}
        icon={<List size={16} aria-hidden />}
        onClick={toggleQueuePanel}
      />
      {queue.undecided > 0 && (
        <Button className="queue-decide" onClick={() => openDialog('undecided')}>
          {t('queue.decide', { count: queue.undecided })}
        </Button>
      )}
      {queue.failed > 0 && (
        <IconButton
          label={t('queue.retry')}
          icon={<RotateCcw size={16} aria-hidden />}
          onClick={() => void retryFailed()}
        />
      )}
      {queue.active && queue.paused === undefined && (
        <IconButton
          label={t('queue.pause')}
          icon={<Pause size={16} aria-hidden />}
          onClick={() => void attempt('queue:pause')}
        />
      )}
      {queue.paused?.kind === 'user' && (
        <Button look="primary" icon={<Play size={14} aria-hidden />} onClick={() => void attempt('queue:resume')}>
          {t('queue.resume')}
        </Button>
      )}
      {queue.active && (
        <IconButton
          label={t('queue.cancel')}
          icon={<CircleX size={16} aria-hidden />}
          onClick={() => openDialog('cancel')}
        />
      )}
      {queue.output !== undefined && (
        <Button icon={<FolderOpen size={14} aria-hidden />} data-tip={queue.output} onClick={() => void openOutput()}>
          {t('queue.openOutput')}
        </Button>
      )}
    </div>
  );
}

type Translate = ReturnType<typeof useTranslation>['t'];

function stateWord(queue: QueueView, t: Translate): string {
  if (queue.paused !== undefined) return t('queue.state.paused');
  if (!queue.active) return t('queue.state.finished');
  return queue.online ? t('queue.state.running') : t('queue.state.offline');
}
