import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CacheSizes } from '../../electron/contract/index.ts';
import { Button } from '../components/Button.tsx';
import { Choice } from '../components/Field.tsx';
import { accepted, attempt } from '../state/attempt.ts';
import { formatBytes } from '../text/format.ts';
import { confirmBriefly } from '../state/notices.ts';
import { changePreferences, usePreferences } from '../state/preferences.ts';

/** Limits of the kept results that are offered, gigabytes. */
const limits = [5, 10, 30, 100, 300];

/** What Afterglow keeps on this computer, how much of it, and how to be rid of it. */
export function StorageSettings() {
  const { t, i18n } = useTranslation();
  const [sizes, setSizes] = useState<CacheSizes>();
  const [asking, setAsking] = useState(false);
  const { resultsGigabytes } = usePreferences();

  useEffect(() => {
    let current = true;
    void attempt('cache:sizes').then((answer) => {
      if (current && answer.done) setSizes(answer.value);
    });
    return () => {
      current = false;
    };
  }, []);

  const clear = async (what: 'pictures' | 'results') => {
    setAsking(false);
    const answer = await attempt('cache:clear', what);
    if (!answer.done) return;
    setSizes(answer.value);
    confirmBriefly(t('storage.cleared'));
  };
  const bytes = (value: number | undefined) => (value === undefined ? '–' : formatBytes(value, i18n.language));
  // A limit that was set elsewhere is offered too, so that it is not lost by looking at it.
  const offered = [...new Set([...limits, resultsGigabytes])].sort((a, b) => a - b);
  const pictures = sizes && sizes.thumbnails + sizes.previews;
  return (
    <>
      <section className="settings-section" aria-label={t('storage.pictures')}>
        <h3>{t('storage.pictures')}</h3>
        <div className="settings-row">
          <p>
            <span data-testid="cache-pictures">{bytes(pictures)}</span>
            <span className="hint"> · {t('storage.picturesHint')}</span>
          </p>
          <Button disabled={pictures === undefined || pictures === 0} onClick={() => void clear('pictures')}>
            {t('storage.clear')}
          </Button>
        </div>
      </section>
      <section className="settings-section" aria-label={t('storage.results')}>
        <h3>{t('storage.results')}</h3>
        <div className="settings-row">
          <p>
            <span data-testid="cache-results">{bytes(sizes?.results)}</span>
            <span className="hint"> · {t('storage.resultsHint', { size: bytes(sizes?.resultsDeletable) })}</span>
          </p>
          <Button
            disabled={sizes === undefined || sizes.resultsDeletable === 0 || asking}
            onClick={() => setAsking(true)}
          >
            {t('storage.clearResults')}
          </Button>
        </div>
        <Choice<string>
          label={t('storage.limit')}
          value={String(resultsGigabytes)}
          options={offered.map((limit) => ({
            value: String(limit),
            text: formatBytes(limit * 1e9, i18n.language),
          }))}
          hint={t('storage.limitHint')}
          onChange={(limit) => void changePreferences({ resultsGigabytes: Number(limit) })}
        />
        {asking && (
          <div className="sheet-warning storage-warning" role="alert">
            <p>
              <strong>{t('storage.warnTitle')}</strong> {t('storage.warn')}
            </p>
            <div className="settings-row">
              <Button autoFocus onClick={() => setAsking(false)}>
                {t('storage.keep')}
              </Button>
              <Button onClick={() => void clear('results')}>{t('storage.clearSure')}</Button>
            </div>
          </div>
        )}
      </section>
      <section className="settings-section" aria-label={t('storage.folder')}>
        <h3>{t('storage.folder')}</h3>
        <output className="output-path">{sizes?.dataFolder ?? '–'}</output>
      </section>
      <Diagnostics />
    </>
  );
}

function Diagnostics() {
  const { t } = useTranslation();
  const save = async () => {
    const path = accepted(await attempt('diagnostics:save'));
    if (path !== undefined) confirmBriefly(t('diagnostics.saved', { path }));
  };
  return (
    <section className="settings-section" aria-label={t('diagnostics.title')}>
      <h3>{t('diagnostics.title')}</h3>
      <div className="settings-row">
        <p className="hint">{t('diagnostics.hint')}</p>
        <Button onClick={() => void save()}>{t('diagnostics.save')}</Button>
      </div>
    </section>
  );
}
