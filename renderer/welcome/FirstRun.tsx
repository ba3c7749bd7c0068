import { Images, KeyRound, ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/Button.tsx';
import { tryDemo } from '../state/commands.ts';
import { changePreferences } from '../state/preferences.ts';
import { openDialog } from '../state/view.ts';

/** What somebody needs to know before the first photo: how to try it, what it takes in earnest, and what leaves this computer. */
export function FirstRun() {
  const { t } = useTranslation();
  return (
    <section className="first-run" aria-label={t('firstRun.region')} data-testid="first-run">
      <div className="first-card">
        <Images size={20} aria-hidden />
        <h2>{t('firstRun.demoTitle')}</h2>
        <p>{t('firstRun.demo')}</p>
        <Button look="primary" onClick={() => void tryDemo()}>
          {t('firstRun.tryDemo')}
        </Button>
      </div>
      <div className="first-card">
        <KeyRound size={20} aria-hidden />
        <h2>{t('firstRun.keyTitle')}</h2>
        <p>{t('firstRun.key')}</p>
        <p>{t('key.where')}</p>
        <Button onClick={() => openDialog('key')}>{t('settings.enterKey')}</Button>
      </div>
      <div className="first-card">
        <ShieldCheck size={20} aria-hidden />
        <h2>{t('firstRun.privacyTitle')}</h2>
        <p>{t('key.sent')}</p>
        <p>{t('key.kept')}</p>
        <Button onClick={() => void changePreferences({ welcomed: true })}>{t('firstRun.understood')}</Button>
      </div>
    </section>
  );
}
