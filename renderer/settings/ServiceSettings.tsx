import { useTranslation } from 'react-i18next';
import type { KeyState } from '../../electron/contract/index.ts';
import { Button } from '../components/Button.tsx';
import { showApp, useSession } from '../state/app.ts';
import { attempt } from '../state/attempt.ts';
import { openDialog } from '../state/view.ts';
import { ModeSwitch } from './ModeSwitch.tsx';

/** Who retouches, and the key for it. */
export function ServiceSettings() {
  const { t } = useTranslation();
  const key = useSession((s) => s.app?.key);
  return (
    <>
      <section className="settings-section" aria-label={t('settings.service')}>
        <h3>{t('settings.service')}</h3>
        <ModeSwitch />
      </section>
      <section className="settings-section" aria-label={t('settings.key')}>
        <h3>{t('settings.key')}</h3>
        {key !== undefined && <KeyRow state={key} />}
      </section>
    </>
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
