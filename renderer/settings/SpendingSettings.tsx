import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SpendingView } from '../../electron/contract/index.ts';
import { Button } from '../components/Button.tsx';
import { useSession } from '../state/app.ts';
import { accepted, attempt } from '../state/attempt.ts';
import { formatNumber } from '../text/format.ts';
import { confirmBriefly } from '../state/notices.ts';

/** What was spent, by day and folder. */
export function SpendingSettings() {
  const { t } = useTranslation();
  const demo = useSession((s) => s.app?.mode === 'demo');
  const [lines, setLines] = useState<SpendingView['lines']>();

  useEffect(() => {
    let current = true;
    void attempt('spending:list').then((answer) => {
      if (current && answer.done) setLines(answer.value.lines);
    });
    return () => {
      current = false;
    };
  }, [demo]);

  const save = async () => {
    const path = accepted(await attempt('spending:save'));
    if (path !== undefined) confirmBriefly(t('spending.saved', { path }));
  };
  return (
    <div className="settings-section">
      <h3>{t('spending.title')}</h3>
      {demo && <p className="hint">{t('spending.demo')}</p>}
      {lines?.length === 0 && <p>{t('spending.none')}</p>}
      {lines !== undefined && lines.length > 0 && <SpendingTable lines={lines} />}
      <div className="settings-row">
        <p className="hint">{t('spending.saveHint')}</p>
        <Button disabled={lines === undefined || lines.length === 0} onClick={() => void save()}>
          {t('spending.save')}
        </Button>
      </div>
    </div>
  );
}

function SpendingTable({ lines }: { readonly lines: SpendingView['lines'] }) {
  const { t, i18n } = useTranslation();
  const number = (value: number) => formatNumber(value, i18n.language);
  // Noon, so that no time zone makes another day of it.
  const date = (day: string) =>
    new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium' }).format(new Date(`${day}T12:00:00`));
  const sum = (of: 'photos' | 'credits') => lines.reduce((total, line) => total + line[of], 0);
  return (
    <div className="table-scroller" tabIndex={0} role="region" aria-label={t('spending.title')}>
      <table className="jobs spending">
        <thead>
          <tr>
            <th scope="col">{t('spending.day')}</th>
            <th scope="col">{t('spending.folder')}</th>
            <th scope="col">{t('spending.photos')}</th>
            <th scope="col">{t('spending.credits')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ day, folder, photos, credits }) => (
            <tr key={`${day} ${folder}`}>
              <td>{date(day)}</td>
              <td className="spending-folder">{folder}</td>
              <td>{number(photos)}</td>
              <td>{number(credits)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              {t('spending.total')}
            </th>
            <td>{number(sum('photos'))}</td>
            <td data-testid="spending-total">{number(sum('credits'))}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
