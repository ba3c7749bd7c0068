import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { keyLabel } from '../../shortcuts/key-label.ts';
import { useSession } from '../../state/app.ts';
import { chooseFolder, openPaths, openSamples } from '../../state/commands.ts';
import { closeTab, toggleHot } from '../../state/library/folders.ts';
import { useLibrary } from '../../state/library/library.ts';

const none: readonly { readonly name: string; readonly path: string }[] = [];

/** What can be done with folders: open one more, look after the one that is shown. */
export function FolderMenu() {
  const { t } = useTranslation();
  const folder = useLibrary((s) => s.folder);
  const folders = useLibrary((s) => s.folders);
  const recent = useSession((s) => s.app?.recentFolders ?? none);
  const others = recent.filter((each) => !folders.some(({ path }) => path === each.path));
  if (folder === undefined) return null;
  return (
    // Not modal: the modal kind puts a <style> element into the page, which the content security policy forbids.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="icon-button"
        data-tip={t('folder.menu', { name: folder.name })}
        aria-label={t('folder.menu', { name: folder.name })}
      >
        <ChevronDown size={15} aria-hidden />
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
                <DropdownMenu.Item
                  key={each.path}
                  className="menu-item"
                  data-tip={each.path}
                  onSelect={() => void openPaths([each.path])}
                >
                  {each.name}
                </DropdownMenu.Item>
              ))}
            </>
          )}
          <DropdownMenu.Separator className="menu-line" />
          <DropdownMenu.CheckboxItem
            className="menu-item menu-choice"
            checked={folder.hot !== undefined}
            onCheckedChange={toggleHot}
            data-testid="hot-toggle"
          >
            <span className="menu-text">{t('hot.toggle')}</span>
            <span className="menu-check">{folder.hot !== undefined && <Check size={14} aria-hidden />}</span>
          </DropdownMenu.CheckboxItem>
          <DropdownMenu.Item className="menu-item" onSelect={() => void closeTab(folder.id)}>
            {t('folder.close')}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
