import { FolderOpen, Images, KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/Button.tsx';
import { ModeSwitch } from '../settings/ModeSwitch.tsx';
import { useSession } from '../state/app.ts';
import { chooseFolder, openPaths, openSamples } from '../state/commands.ts';
import { changePreferences, usePreferences } from '../state/preferences.ts';
import { openDialog } from '../state/view.ts';
import { FirstRun } from './FirstRun.tsx';
import './welcome.css';

/** Before a folder is open. */
export function Welcome() {
  const { t } = useTranslation();
  const welcomed = usePreferences((s) => s.welcomed);
  return (
    <section className="welcome" aria-label={t('welcome.region')}>
      <div className="welcome-column">
        <h1>{t('app.name')}</h1>
        <p className="welcome-lead">{t('welcome.lead')}</p>
        {!welcomed && <FirstRun />}
        <div className="drop-target">
          <FolderOpen size={36} strokeWidth={1.25} aria-hidden />
          <p>{t('welcome.drop')}</p>
          <div className="welcome-actions">
            <Button look={welcomed ? 'primary' : 'plain'} onClick={() => void chooseFolder()}>
              {t('welcome.choose')}
            </Button>
            <Button icon={<Images size={14} aria-hidden />} onClick={() => void openSamples()}>
              {t('welcome.samples')}
            </Button>
          </div>
        </div>
        {welcomed && (
          <div className="welcome-two">
            <RecentFolders />
            <Service />
          </div>
        )}
        <ul className="promises">
          <li>{t('welcome.promiseOriginals')}</li>
          <li>{t('welcome.promisePaid')}</li>
          <li>{t('welcome.promiseSize')}</li>
        </ul>
      </div>
    </section>
  );
}

function Service() {
  const { t } = useTranslation();
  const key = useSession((s) => s.app?.key.kind);
  return (
    <section className="welcome-service" aria-label={t('settings.service')}>
      <h2>{t('settings.service')}</h2>
      <ModeSwitch />
      {key === 'none' && (
        <Button icon={<KeyRound size={14} aria-hidden />} onClick={() => openDialog('key')}>
          {t('settings.enterKey')}
        </Button>
      )}
      <Button look="quiet" onClick={() => void changePreferences({ welcomed: false })}>
        {t('firstRun.again')}
      </Button>
    </section>
  );
}

function RecentFolders() {
  const { t } = useTranslation();
  const recent = useSession((s) => s.app?.recentFolders);
  return (
    <section className="recent" aria-label={t('welcome.recent')}>
      <h2>{t('welcome.recent')}</h2>
      {recent === undefined || recent.length === 0 ? (
        <p className="hint">{t('welcome.noRecent')}</p>
      ) : (
        <ul>
          {recent.map(({ name, path }) => (
            <li key={path}>
              <button type="button" className="recent-folder" onClick={() => void openPaths([path])}>
                <span>{name}</span>
                <span className="recent-path">{path}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
