import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutputSize } from '../../electron/contract/index.ts';
import type { Sending } from './sending.ts';

/** What a photographer would otherwise be surprised by: smaller copies on the way, the same subfolders at the end. */
export function SendingNotes({
  sending,
  size,
  children,
}: {
  readonly sending: Sending;
  readonly size: OutputSize;
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation();
  const { shrunk, inSubfolders } = sending;
  return (
    <ul className="sending-notes hint">
      {children}
      {shrunk > 0 && (
        <li data-testid="note-shrunk">
          {t('sending.shrunk', { count: shrunk })}{' '}
          {size === 'original' ? t('sending.backToFull') : t('sending.staysSmall')}
        </li>
      )}
      {inSubfolders > 0 && <li>{t('sending.subfolders')}</li>}
      <li>{t('export.originalsSafe')}</li>
    </ul>
  );
}
