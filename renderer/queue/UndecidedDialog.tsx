import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Decision, UndecidedView } from '../../electron/contract/index.ts';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { reasonText } from '../i18n/reason-text.ts';
import { useSession } from '../state/app.ts';
import { attempt } from '../state/attempt.ts';
import { formatNumber } from '../text/format.ts';
import { closeDialog } from '../state/view.ts';

/** Photos whose submit got no clear answer. A person decides: pay again, or let go. */
export function UndecidedDialog() {
  const { t } = useTranslation();
  const expected = useSession((s) => s.queue.undecided);
  const [jobs, setJobs] = useState<readonly UndecidedView[]>();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);

  // Asked again whenever the queue counts differently: a photo may have settled meanwhile.
  useEffect(() => {
    let current = true;
    void attempt('queue:undecided').then((answer) => {
      if (!current || !answer.done) return;
      const known = new Set(answer.value.map(({ job }) => job));
      setJobs(answer.value);
      setChosen((before) => new Set([...before].filter((job) => known.has(job))));
    });
    return () => {
      current = false;
    };
  }, [expected]);

  const decide = async (choice: Decision, about: ReadonlySet<string> = chosen) => {
    setBusy(true);
    const answer = await attempt('queue:decide', [...about], choice);
    setBusy(false);
    if (!answer.done) return;
    setJobs((before) => before?.filter(({ job }) => !about.has(job)));
    setChosen(new Set());
  };

  const atRisk = (jobs ?? []).filter(({ job }) => chosen.has(job)).reduce((sum, job) => sum + job.creditsAtRisk, 0);
  const askable = new Set((jobs ?? []).filter(({ job, canAsk }) => canAsk && chosen.has(job)).map(({ job }) => job));
  const none = chosen.size === 0 || busy;
  return (
    <Dialog
      title={t('undecided.title')}
      onClose={closeDialog}
      wide
      actions={
        <>
          <span className="dialog-summary">{t('undecided.chosen', { count: chosen.size })}</span>
          <Button disabled={none || askable.size === 0} onClick={() => void decide('ask-again', askable)}>
            {askable.size === 0 ? t('undecided.askAgain') : t('undecided.askAgainFor', { count: askable.size })}
          </Button>
          <Button disabled={none} onClick={() => void decide('drop')}>
            {t('undecided.drop')}
          </Button>
          <Button look="primary" disabled={none} onClick={() => void decide('pay-again')}>
            {none ? t('undecided.payAgain') : t('undecided.payAgainFor', { count: atRisk })}
          </Button>
        </>
      }
    >
      <p>{t('undecided.what')}</p>
      {jobs?.length === 0 && <p className="dialog-done">{t('undecided.none')}</p>}
      {jobs !== undefined && jobs.length > 0 && <JobTable jobs={jobs} chosen={chosen} onChoose={setChosen} />}
      <ul className="hint undecided-choices">
        <li>{t('undecided.askAgainMeans')}</li>
        <li>{t('undecided.payAgainMeans')}</li>
        <li>{t('undecided.dropMeans')}</li>
      </ul>
    </Dialog>
  );
}

interface JobTableProps {
  readonly jobs: readonly UndecidedView[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (jobs: ReadonlySet<string>) => void;
}

function JobTable({ jobs, chosen, onChoose }: JobTableProps) {
  const { t, i18n } = useTranslation();
  const all = jobs.every(({ job }) => chosen.has(job));
  const toggle = (job: string) => {
    const next = new Set(chosen);
    if (!next.delete(job)) next.add(job);
    onChoose(next);
  };
  return (
    <div className="table-scroller" tabIndex={0} role="region" aria-label={t('undecided.title')}>
      <table className="jobs">
        <thead>
          <tr>
            <th scope="col">
              <input
                type="checkbox"
                aria-label={t('undecided.all')}
                checked={all}
                onChange={() => onChoose(all ? new Set() : new Set(jobs.map(({ job }) => job)))}
              />
            </th>
            <th scope="col">{t('undecided.photo')}</th>
            <th scope="col">{t('undecided.sent')}</th>
            <th scope="col">{t('undecided.risk')}</th>
            <th scope="col">{t('undecided.hint')}</th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <tr key={job.job}>
              <td>
                <input
                  type="checkbox"
                  aria-label={t('undecided.choose', { name: `${job.name} · ${job.folder}` })}
                  checked={chosen.has(job.job)}
                  onChange={() => toggle(job.job)}
                />
              </td>
              <th scope="row">
                {job.name} <span className="jobs-folder">· {job.folder}</span>
                <span className="hint">{reasonText(job.reason)}</span>
              </th>
              <td>
                {new Intl.DateTimeFormat(i18n.language, { dateStyle: 'short', timeStyle: 'short' }).format(
                  job.submittedAt,
                )}
              </td>
              <td>{formatNumber(job.creditsAtRisk, i18n.language)}</td>
              <td>
                <BalanceHint job={job} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What the balance before and after the submit says. A hint only: other photos are charged at the same time. */
function BalanceHint({ job }: { readonly job: UndecidedView }) {
  const { t, i18n } = useTranslation();
  if (job.balance === undefined) return <>{t('undecided.noBalance')}</>;
  const { before, after } = job.balance;
  const values = { before: formatNumber(before, i18n.language), after: formatNumber(after, i18n.language) };
  return <>{before - after >= job.creditsAtRisk ? t('undecided.dropped', values) : t('undecided.same', values)}</>;
}
