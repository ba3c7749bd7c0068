import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyOutcome } from '../../electron/contract/index.ts';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { Field } from '../components/Field.tsx';
import { reasonText } from '../i18n/reason-text.ts';
import { showApp, useSession } from '../state/app.ts';
import { attempt } from '../state/attempt.ts';
import { setMode } from '../state/commands.ts';
import { formatNumber } from '../text/format.ts';
import { closeDialog } from '../state/view.ts';
import './settings.css';

type Step =
  | { readonly kind: 'entry'; readonly problem: string | undefined }
  | { readonly kind: 'testing' }
  | { readonly kind: 'accepted'; readonly outcome: Extract<KeyOutcome, { kind: 'accepted' }> };

/** Where the key comes from, what happens with it and with the photos, and the test of it. */
export function KeyDialog() {
  const { t } = useTranslation();
  const [key, setKey] = useState('');
  const [step, setStep] = useState<Step>({ kind: 'entry', problem: undefined });

  const submit = async () => {
    const trimmed = key.trim();
    if (trimmed === '') {
      setStep({ kind: 'entry', problem: t('key.empty') });
      return;
    }
    setStep({ kind: 'testing' });
    const answer = await attempt('key:set', trimmed);
    if (!answer.done) {
      setStep({ kind: 'entry', problem: t('key.notTested') });
      return;
    }
    if (answer.value.kind === 'rejected') {
      setStep({ kind: 'entry', problem: reasonText(answer.value.reason) });
      return;
    }
    setKey('');
    const { app, queue } = useSession.getState();
    if (app !== undefined) showApp({ ...app, key: answer.value.state });
    if (queue.paused?.kind === 'key') void attempt('queue:resume');
    setStep({ kind: 'accepted', outcome: answer.value });
  };

  if (step.kind === 'accepted') return <KeyAccepted outcome={step.outcome} />;
  const testing = step.kind === 'testing';
  return (
    <Dialog
      title={t('key.title')}
      onClose={closeDialog}
      actions={
        <>
          <Button onClick={() => void tryDemo()}>{t('key.useDemo')}</Button>
          <Button look="primary" type="submit" form="key-form" disabled={testing}>
            {testing ? t('key.testing') : t('key.test')}
          </Button>
        </>
      }
    >
      <p>{t('key.where')}</p>
      <form
        id="key-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field label={t('key.field')} hint={t('key.hint')} error={step.kind === 'entry' ? step.problem : undefined}>
          {(ids) => (
            <input
              {...ids}
              className="key-input"
              type="password"
              autoComplete="off"
              spellCheck={false}
              data-first-focus
              value={key}
              disabled={testing}
              onChange={(event) => {
                setKey(event.target.value);
                setStep({ kind: 'entry', problem: undefined });
              }}
            />
          )}
        </Field>
      </form>
      <dl className="privacy">
        <dt>{t('key.sentTitle')}</dt>
        <dd>{t('key.sent')}</dd>
        <dt>{t('key.keptTitle')}</dt>
        <dd>{t('key.kept')}</dd>
        <dt>{t('key.storedTitle')}</dt>
        <dd>{t('key.stored')}</dd>
      </dl>
    </Dialog>
  );
}

function KeyAccepted({ outcome }: { readonly outcome: Extract<KeyOutcome, { kind: 'accepted' }> }) {
  const { t, i18n } = useTranslation();
  const mode = useSession((s) => s.app?.mode);
  const { state, credits, note } = outcome;
  return (
    <Dialog
      title={t('key.acceptedTitle')}
      onClose={closeDialog}
      actions={
        <>
          {mode === 'demo' && (
            <Button
              onClick={() => {
                closeDialog();
                void setMode('live');
              }}
            >
              {t('key.goLive')}
            </Button>
          )}
          <Button look="primary" onClick={closeDialog} data-first-focus>
            {t('common.done')}
          </Button>
        </>
      }
    >
      <p>
        {credits === undefined
          ? t('key.acceptedNoBalance')
          : t('key.acceptedBalance', { credits: formatNumber(credits, i18n.language) })}
      </p>
      {state.kind === 'stored' && (
        <p>
          {state.where === 'vault' ? t('key.inVault', { hint: state.hint }) : t('key.inSession', { hint: state.hint })}
        </p>
      )}
      {note !== undefined && <p className="hint">{note}</p>}
    </Dialog>
  );
}

async function tryDemo(): Promise<void> {
  closeDialog();
  await setMode('demo');
}
