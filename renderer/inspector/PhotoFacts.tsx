import { FileOutput, FolderSearch } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PhotoView } from '../../electron/contract/index.ts';
import { Button } from '../components/Button.tsx';
import { StatusBadge } from '../components/StatusBadge.tsx';
import { statusWord, timeLeft } from '../text/status-text.ts';
import { useNow } from '../hooks/use-now.ts';
import { reasonText } from '../i18n/reason-text.ts';
import { exportSelected, revealOutput } from '../state/commands.ts';
import { formatBytes, formatMegapixels } from '../text/format.ts';

export function PhotoFacts({ photo }: { readonly photo: PhotoView }) {
  const { t, i18n } = useTranslation();
  const { status, width, height } = photo;
  return (
    <section className="panel" aria-label={t('facts.region')}>
      <header className="panel-header">
        <h2>{t('facts.region')}</h2>
      </header>
      <dl className="facts">
        <dt>{t('facts.file')}</dt>
        <dd className="facts-path">{photo.relativePath}</dd>
        <dt>{t('facts.dimensions')}</dt>
        <dd>
          {width === undefined || height === undefined
            ? t('facts.notRead')
            : t('facts.pixels', { width, height, mp: formatMegapixels(width, height, i18n.language) })}
        </dd>
        <dt>{t('facts.size')}</dt>
        <dd>{formatBytes(photo.bytes, i18n.language)}</dd>
        {photo.capturedAt === undefined ? (
          <>
            <dt>{t('facts.changed')}</dt>
            <dd>{dateTime(photo.modifiedAt, i18n.language)}</dd>
          </>
        ) : (
          <>
            <dt>{t('facts.taken')}</dt>
            <dd>{dateTime(photo.capturedAt, i18n.language, 'UTC')}</dd>
          </>
        )}
        {photo.camera !== undefined && (
          <>
            <dt>{t('facts.camera')}</dt>
            <dd>{photo.camera}</dd>
          </>
        )}
        <dt>{t('facts.status')}</dt>
        <dd className="facts-status" data-testid="photo-status">
          <StatusBadge status={status} />
          {statusWord(status, t)}
        </dd>
      </dl>
      <StatusDetail photo={photo} />
      {photo.notes.length > 0 && (
        <ul className="notes" aria-label={t('facts.notes')}>
          {photo.notes.map((note) => (
            <li key={note.code}>{reasonText(note)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function StatusDetail({ photo }: { readonly photo: PhotoView }) {
  const { t, i18n } = useTranslation();
  const { status } = photo;
  switch (status.kind) {
    case 'failed':
      return (
        <div className="reason" role="note">
          <p>{reasonText(status.reason)}</p>
          <p className="hint">{status.retryable ? t('facts.retryable') : t('facts.final')}</p>
        </div>
      );
    case 'unusable':
    case 'undecided':
      return (
        <div className="reason" role="note">
          <p>{reasonText(status.reason)}</p>
        </div>
      );
    case 'downloading':
      return status.expiresAt === undefined ? null : <TimeLeft expiresAt={status.expiresAt} />;
    case 'exported':
      return (
        <div className="reason">
          <p className="facts-path">{status.output}</p>
          <p className="hint">{dateTime(status.at, i18n.language)}</p>
          <Button icon={<FolderSearch size={14} aria-hidden />} onClick={() => void revealOutput(photo.id)}>
            {t('facts.reveal')}
          </Button>
          <Button look="quiet" icon={<FileOutput size={14} aria-hidden />} onClick={exportSelected}>
            {t('again.options')}
          </Button>
        </div>
      );
    default:
      return null;
  }
}

/** A paid result lies at the service for a day: until then it has to be fetched. */
function TimeLeft({ expiresAt }: { readonly expiresAt: number }) {
  const { t } = useTranslation();
  const now = useNow();
  return (
    <div className="reason" role="note" data-testid="time-left">
      <p>{t('facts.timeLeft', { time: timeLeft(expiresAt, now, t) })}</p>
      <p className="hint">{t('facts.keepsTrying')}</p>
    </div>
  );
}

/** In this computer's time zone; a camera's clock knows none, and its time is carried as UTC. */
function dateTime(at: number, language: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    ...(timeZone !== undefined && { timeZone }),
  }).format(at);
}
