import { useTranslation } from 'react-i18next';
import type { BatchEstimate, ServiceMode } from '../../electron/contract/index.ts';
import { reasonText } from '../i18n/reason-text.ts';
import { timeText } from '../text/time-text.ts';
import { useSession } from '../state/app.ts';
import { formatDollars, formatNumber, roughTime } from '../text/format.ts';
import { secondsFor } from './sending.ts';

interface EstimateTableProps {
  readonly estimate: BatchEstimate | undefined;
  readonly waiting: boolean;
  readonly mode: ServiceMode;
}

/** What the batch takes and costs. Keeps its height while the numbers are being worked out. */
export function EstimateTable({ estimate, waiting, mode }: EstimateTableProps) {
  const { t, i18n } = useTranslation();
  const number = (value: number | undefined) => (value === undefined ? '–' : formatNumber(value, i18n.language));
  const balance = estimate?.balance;
  const perMinute = useSession((s) => s.queue.photosPerMinute);
  // What is paid for already takes no time worth speaking of.
  const paid = estimate === undefined ? 0 : Math.max(0, estimate.photos - estimate.kept);
  const after = balance === undefined || estimate === undefined ? undefined : balance - estimate.credits;
  return (
    <section className="estimate" aria-busy={waiting} aria-label={t('export.estimate')} aria-live="polite">
      <dl>
        <Fact label={t('export.photos')} value={number(estimate?.photos)} testid="estimate-photos" />
        <Fact
          label={mode === 'demo' ? t('export.keptDemo') : t('export.kept')}
          value={number(estimate?.kept)}
          testid="estimate-kept"
        />
        <Fact
          label={t('export.credits')}
          value={mode === 'demo' ? t('demo.zero') : number(estimate?.credits)}
          testid="estimate-credits"
        />
        <Fact
          label={t('export.time')}
          value={estimate === undefined ? '–' : timeText(roughTime(secondsFor(paid, perMinute)), t)}
          testid="estimate-time"
        />
        {mode === 'live' && (
          <>
            <Fact
              label={t('export.dollars')}
              value={estimate === undefined ? '–' : dollarText(estimate, i18n.language, t)}
              testid="estimate-dollars"
            />
            <Fact
              label={t('export.balance')}
              value={estimate !== undefined && balance === undefined ? t('export.balanceUnknown') : number(balance)}
              testid="estimate-balance"
            />
          </>
        )}
      </dl>
      {mode === 'live' && after !== undefined && after < 0 && (
        <p className="sheet-warning" role="note">
          {t('export.notEnough', { count: -after })}
        </p>
      )}
      {estimate !== undefined && estimate.unusable.length > 0 && <Unusable estimate={estimate} />}
    </section>
  );
}

interface FactProps {
  readonly label: string;
  readonly value: string;
  readonly testid: string;
}

function Fact({ label, value, testid }: FactProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd data-testid={testid}>{value}</dd>
    </div>
  );
}

function Unusable({ estimate }: { readonly estimate: BatchEstimate }) {
  const { t } = useTranslation();
  return (
    <details className="unusable">
      <summary>{t('export.unusable', { count: estimate.unusable.length })}</summary>
      <ul>
        {estimate.unusable.map(({ photo, name, reason }) => (
          <li key={photo}>
            <strong>{name}</strong> {reasonText(reason)}
          </li>
        ))}
      </ul>
    </details>
  );
}

function dollarText(estimate: BatchEstimate, language: string, t: ReturnType<typeof useTranslation>['t']): string {
  const { low, high } = estimate.dollars;
  const from = formatDollars(low, language);
  const to = formatDollars(high, language);
  return from === to ? to : t('export.dollarRange', { from, to });
}
