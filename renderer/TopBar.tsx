import { ChevronDown, Keyboard, PanelRight, Settings } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from './components/Button.tsx';
import { keyLabel } from './shortcuts/key-label.ts';
import { useMode, useSession } from './state/app.ts';
import { chooseFolder, closeFolder, openPaths, openSamples, startExport } from './state/commands.ts';
import { useLibrary } from './state/library.ts';
import { openDialog, toggleInspector, useView } from './state/view.ts';

/** Folder on the left, the one big thing to do on the right. */
export function TopBar() {
  const { t } = useTranslation();
  const folder = useLibrary((s) => s.folder);
  const photos = useLibrary((s) => s.counts.all);
  const inspector = useView((s) => s.inspector);
  const demo = useMode() === 'demo';
  return (
    <header className="top-bar">
      {folder !== undefined && (
        <h1 className="top-title">
          <FolderMenu name={folder.name} path={folder.path} />
        </h1>
      )}
      {folder !== undefined && (
        <span className="top-count">
          {t('gallery.count', { count: photos })}
          {folder.skipped > 0 && <span> · {t('gallery.skipped', { count: folder.skipped })}</span>}
        </span>
      )}
      <span className="top-space" />
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

function FolderMenu({ name, path }: { readonly name: string; readonly path: string }) {
  const { t } = useTranslation();
  const recent = useSession((s) => s.app?.recentFolders ?? none);
  const others = recent.filter((each) => each.path !== path);
  return (
    // Not modal: the modal kind puts a <style> element into the page, which the content security policy forbids.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="folder-menu" data-tip={path} aria-label={t('folder.menu', { name })}>
        <span>{name}</span>
        <ChevronDown size={14} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4}>
          <DropdownMenu.Item className="menu-item" onSelect={() => void chooseFolder()}>
            {t('welcome.choose')}
            <kbd>{keyLabel('Mod+O')}</kbd>
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={() => void openSamples()}>
            {t('welcome.samples')}
          </DropdownMenu.Item>
          {others.length > 0 && (
            <>
              <DropdownMenu.Separator className="menu-line" />
              <DropdownMenu.Label className="menu-label">{t('welcome.recent')}</DropdownMenu.Label>
              {others.slice(0, 8).map((each) => (
                <DropdownMenu.Item key={each.path} className="menu-item" onSelect={() => void openPaths([each.path])}>
                  {each.name}
                </DropdownMenu.Item>
              ))}
            </>
          )}
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.Item className="menu-item" onSelect={() => void closeFolder()}>
            {t('folder.close')}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const none: readonly { readonly name: string; readonly path: string }[] = [];
