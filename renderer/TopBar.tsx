import { FolderSync, Keyboard, PanelRight, Settings } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { HotView } from '../electron/contract/index.ts';
import { Button, IconButton } from './components/Button.tsx';
import { FolderMenu } from './gallery/folders/FolderMenu.tsx';
import { FolderTabs } from './gallery/folders/FolderTabs.tsx';
import { keyLabel } from './shortcuts/key-label.ts';
import { useMode } from './state/app.ts';
import { startExport } from './state/commands.ts';
import { toggleHot } from './state/library/folders.ts';
import { formatNumber } from './text/format.ts';
import { useLibrary } from './state/library/library.ts';
import { openDialog, toggleInspector, useView } from './state/view.ts';

/** Folders on the left, the one big thing to do on the right. */
export function TopBar() {
  const { t } = useTranslation();
  const folder = useLibrary((s) => s.folder);
  const photos = useLibrary((s) => s.table.ids.length);
  const inspector = useView((s) => s.inspector);
  const demo = useMode() === 'demo';
  return (
    <header className="top-bar">
      {folder !== undefined && (
        <>
          <FolderTabs />
          <FolderMenu />
          <h1 className="visually-hidden">{folder.name}</h1>
          <span className="top-count">
            {t('gallery.count', { count: photos })}
            {folder.skipped > 0 && <span> · {t('gallery.skipped', { count: folder.skipped })}</span>}
          </span>
        </>
      )}
      <span className="top-space" />
      {folder?.hot !== undefined && <HotSign hot={folder.hot} live={!demo} />}
      {demo && folder !== undefined && <span className="demo-note-inline">{t('demo.label')}</span>}
      <IconButton
        label={t('shortcuts.title')}
        keys="?"
        icon={<Keyboard size={16} aria-hidden />}
        onClick={() => openDialog('shortcuts')}
      />
      <IconButton
        label={t('settings.title')}
        icon={<Settings size={16} aria-hidden />}
        onClick={() => openDialog('settings')}
      />
      {folder !== undefined && (
        <>
          <IconButton
            label={t('inspector.toggle')}
            keys="I"
            aria-pressed={inspector}
            icon={<PanelRight size={16} aria-hidden />}
            onClick={toggleInspector}
          />
          <Button look="primary" disabled={photos === 0} data-tip={keyLabel('Mod+Shift+E')} onClick={startExport}>
            {t('export.action')}
          </Button>
        </>
      )}
    </header>
  );
}

/** Stays in sight as long as new photos are retouched without being asked about. Pressing it ends that. */
function HotSign({ hot, live }: { readonly hot: HotView; readonly live: boolean }) {
  const { t, i18n } = useTranslation();
  const spent = formatNumber(hot.committedToday, i18n.language);
  const limit = formatNumber(hot.creditsPerDay, i18n.language);
  return (
    <button
      type="button"
      className="hot-sign"
      data-tip={live ? t('hot.tipSpends') : t('hot.tipFree')}
      data-testid="hot-sign"
      onClick={toggleHot}
    >
      <FolderSync size={14} aria-hidden />
      {t('hot.on')}
      <span className="hot-today">{t('hot.today', { spent, limit })}</span>
    </button>
  );
}
