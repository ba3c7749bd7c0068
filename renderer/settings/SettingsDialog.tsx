import { Tabs } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { useSession } from '../state/app.ts';
import { closeDialog } from '../state/view.ts';
import { AppearanceSettings } from './AppearanceSettings.tsx';
import { ServiceSettings } from './ServiceSettings.tsx';
import './settings.css';
import { SpendingSettings } from './SpendingSettings.tsx';
import { StorageSettings } from './StorageSettings.tsx';
import { WorkSettings } from './WorkSettings.tsx';

const pages = [
  { id: 'service', Page: ServiceSettings },
  { id: 'work', Page: WorkSettings },
  { id: 'appearance', Page: AppearanceSettings },
  { id: 'storage', Page: StorageSettings },
  { id: 'spending', Page: SpendingSettings },
] as const;

export function SettingsDialog() {
  const { t } = useTranslation();
  const version = useSession((s) => s.app?.version);
  if (version === undefined) return null;
  return (
    <Dialog
      title={t('settings.title')}
      onClose={closeDialog}
      wide
      actions={
        <>
          <span className="dialog-summary">{t('settings.version', { version })}</span>
          <Button look="primary" onClick={closeDialog}>
            {t('common.done')}
          </Button>
        </>
      }
    >
      <Tabs.Root className="settings" defaultValue="service" orientation="vertical">
        <Tabs.List className="settings-tabs" aria-label={t('settings.title')}>
          {pages.map(({ id }) => (
            <Tabs.Trigger key={id} value={id} className="settings-tab">
              {t(`settings.page.${id}`)}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {pages.map(({ id, Page }) => (
          <Tabs.Content key={id} value={id} className="settings-page">
            <Page />
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </Dialog>
  );
}
