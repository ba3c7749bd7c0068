import { useTranslation } from 'react-i18next';
import type { KeyState } from '../../electron/contract/index.ts';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { Choice } from '../components/Field.tsx';
import { i18n as language, setLanguage } from '../i18n/index.ts';
import { languages } from '../i18n/languages.ts';
import { showApp, useSession } from '../state/app.ts';
import { attempt } from '../state/attempt.ts';
import { closeDialog, openDialog } from '../state/view.ts';
import { ModeSwitch } from './ModeSwitch.tsx';
import './settings.css';

export function SettingsDialog() {
  const { t } = useTranslation();
  const app = useSession((s) => s.app);
  if (app === undefined) return null;
  return (
    <Dialog
      title={t('settings.title')}
      onClose={closeDialog}
      actions={
        <>
          <span className="dialog-summary">{t('settings.version', { version: app.version })}</span>
          <Button look="primary" onClick={closeDialog}>
            {t('common.done')}
          </Button>
        </>
      }
    >
      <section className="settings-section" aria-label={t('settings.service')}>
        <h3>{t('settings.service')}</h3>
        <ModeSwitch />
      </section>
      <section className="settings-section" aria-label={t('settings.key')}>
        <h3>{t('settings.key')}</h3>
        <KeyRow state={app.key} />
      </section>
      <div className="settings-section">
        <Choice
          label={t('settings.language')}
          value={languages.find(({ id }) => id === language.language)?.id ?? 'en'}
          options={languages.map(({ id, name }) => ({ value: id, text: name }))}
          onChange={(id) => void setLanguage(id)}
        />
      </div>
    </Dialog>
  );
}

function KeyRow({ state }: { readonly state: KeyState }) {
  const { t } = useTranslation();
  const forget = async () => {
    const answer = await attempt('key:forget');
    const { app } = useSession.getState();
    if (answer.done && app !== undefined) showApp({ ...app, key: answer.value });
  };
  if (state.kind === 'none') {
    return (
      <div className="settings-row">
        <p>{t('settings.noKey')}</p>
        <Button onClick={() => openDialog('key')}>{t('settings.enterKey')}</Button>
      </div>
    );
  }
  return (
    <div className="settings-row">
      <p>
        {state.where === 'vault' ? t('key.inVault', { hint: state.hint }) : t('key.inSession', { hint: state.hint })}
      </p>
      <Button onClick={() => openDialog('key')}>{t('settings.changeKey')}</Button>
      <Button onClick={() => void forget()}>{t('settings.forgetKey')}</Button>
    </div>
  );
}
