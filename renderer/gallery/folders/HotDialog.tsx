import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Field } from '../../components/Field.tsx';
import { useMode } from '../../state/app.ts';
import { setHot } from '../../state/library/folders.ts';
import { formatNumber, parseCredits } from '../../text/format.ts';
import { useLibrary } from '../../state/library/library.ts';
import { CREDITS_PER_PHOTO } from '../../state/prices.ts';
import { closeDialog } from '../../state/view.ts';

/** An hour or two of a studio's shooting; whoever wants more says so. */
const USUAL_PHOTOS = 50;

/** Asked before new photos of a folder are retouched by themselves, and to raise what that may cost in a day. */
export function HotDialog() {
  const { t, i18n } = useTranslation();
  const folder = useLibrary((s) => s.folder);
  const live = useMode() === 'live';
  const before = folder?.hot?.creditsPerDay;
  const [typed, setTyped] = useState(String(before ?? USUAL_PHOTOS * CREDITS_PER_PHOTO));
  if (folder === undefined) return null;
  const credits = parseCredits(typed);
  const photos = typeof credits === 'number' ? Math.floor(credits / CREDITS_PER_PHOTO) : 0;
  const valid = typeof credits === 'number' && photos > 0;
  const number = (value: number) => formatNumber(value, i18n.language);
  const begin = (): void => {
    if (!valid) return;
    closeDialog();
    void setHot(folder.id, credits);
  };
  return (
    <Dialog
      title={before === undefined ? t('hot.title') : t('hot.limitTitle')}
      onClose={closeDialog}
      actions={
        <>
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" form="hot-form" disabled={!valid}>
            {before === undefined ? t('hot.confirm') : t('hot.limitSave')}
          </Button>
        </>
      }
    >
      {before === undefined && (
        <>
          <p>{t('hot.what', { name: folder.name })}</p>
          <p className={live ? 'hot-warning' : undefined}>{live ? t('hot.spends') : t('hot.free')}</p>
        </>
      )}
      <form
        id="hot-form"
        onSubmit={(event) => {
          event.preventDefault();
          begin();
        }}
      >
        <Field
          label={t('hot.limit')}
          hint={t('hot.limitHint', { count: photos, credits: number(photos * CREDITS_PER_PHOTO) })}
          error={valid ? undefined : t('hot.limitInvalid', { credits: CREDITS_PER_PHOTO })}
        >
          {(ids) => (
            <input
              {...ids}
              className="limit-input"
              inputMode="numeric"
              autoComplete="off"
              data-first-focus
              data-testid="hot-limit"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
      </form>
      <p className="hint">{t('hot.how')}</p>
    </Dialog>
  );
}
