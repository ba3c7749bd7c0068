import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { Field } from '../components/Field.tsx';
import { useSession } from '../state/app.ts';
import { attempt } from '../state/attempt.ts';
import { formatNumber, parseCredits } from '../text/format.ts';
import { CREDITS_PER_PHOTO } from '../state/prices.ts';
import { closeDialog } from '../state/view.ts';

/** How much the batches at hand may spend. Nothing is taken out of the queue for it. */
export function LimitDialog() {
  const { t, i18n } = useTranslation();
  const queue = useSession((s) => s.queue);
  const [limit, setLimit] = useState('');
  const maxCredits = parseCredits(limit);
  const number = (value: number) => formatNumber(value, i18n.language);

  const save = async () => {
    if (maxCredits === undefined) return;
    const answer = await attempt('queue:set-limit', maxCredits === 'none' ? undefined : maxCredits);
    if (answer.done) closeDialog();
  };
  return (
    <Dialog
      title={t('limit.title')}
      onClose={closeDialog}
      actions={
        <>
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" form="limit-form" disabled={maxCredits === undefined}>
            {maxCredits === 'none' ? t('limit.saveNone') : t('limit.save')}
          </Button>
        </>
      }
    >
      <p>
        {t('limit.state', {
          spent: number(queue.creditsSpent),
          photos: number(queue.waiting),
          needed: number(queue.waiting * CREDITS_PER_PHOTO),
        })}
      </p>
      <form
        id="limit-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field
          label={t('limit.field')}
          hint={t('limit.hint')}
          error={maxCredits === undefined ? t('export.limitInvalid') : undefined}
        >
          {(ids) => (
            <input
              {...ids}
              className="limit-input"
              inputMode="numeric"
              autoComplete="off"
              data-first-focus
              placeholder={t('export.noLimit')}
              value={limit}
              onChange={(event) => setLimit(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
