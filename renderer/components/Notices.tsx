import { CircleAlert, Info, TriangleAlert, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { Notice } from '../../electron/contract/index.ts';
import { dismiss, dismissAll, useNotices, type ShownNotice } from '../state/notices.ts';
import { Button, IconButton } from './Button.tsx';
import { useDialogHosts } from './dialog-host.ts';

/** How many are shown at once; the rest is counted and comes up as these are read. */
const SHOWN = 3;

/** Messages that stay until they are read. The region is always there, so that screen readers announce what enters it. */
export function Notices() {
  const { t } = useTranslation();
  const notices = useNotices((s) => s.notices);
  const host = useDialogHosts((s) => s.hosts.at(-1));
  const shown = notices.slice(0, SHOWN);
  const more = notices.length - shown.length;
  return createPortal(
    <section className="notices" aria-label={t('notice.region')} aria-live="polite">
      {shown.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
      {more > 0 && (
        <div className="notices-more">
          <span>{t('notice.more', { count: more })}</span>
          <Button look="quiet" onClick={dismissAll}>
            {t('notice.dismissAll')}
          </Button>
        </div>
      )}
    </section>,
    host ?? document.body,
  );
}

/** How long a brief notice stays while nobody points at it. */
const BRIEF_MS = 4000;

function NoticeCard({ notice }: { readonly notice: ShownNotice }) {
  const { t } = useTranslation();
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (notice.brief !== true || held) return undefined;
    const timer = setTimeout(() => dismiss(notice.id), BRIEF_MS);
    return () => clearTimeout(timer);
  }, [notice, held]);
  return (
    <div
      className={`notice notice-${notice.tone}`}
      role={notice.tone === 'error' ? 'alert' : 'status'}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
    >
      <ToneIcon tone={notice.tone} />
      <div className="notice-text">
        <strong>{notice.title}</strong>
        {notice.detail !== undefined && <p>{notice.detail}</p>}
      </div>
      <IconButton label={t('notice.dismiss')} icon={<X size={14} aria-hidden />} onClick={() => dismiss(notice.id)} />
    </div>
  );
}

function ToneIcon({ tone }: { readonly tone: Notice['tone'] }) {
  const Icon = tone === 'info' ? Info : tone === 'warning' ? TriangleAlert : CircleAlert;
  return <Icon size={16} aria-hidden className="notice-icon" />;
}
