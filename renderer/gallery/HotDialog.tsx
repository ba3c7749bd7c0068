import { useTranslation } from 'react-i18next';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { useMode } from '../state/app.ts';
import { setHot } from '../state/folders.ts';
import { useLibrary } from '../state/library.ts';
import { closeDialog } from '../state/view.ts';

/** Asked before new photos of a folder are retouched by themselves: from then on nobody is asked for each. */
export function HotDialog() {
  const { t } = useTranslation();
  const folder = useLibrary((s) => s.folder);
  const live = useMode() === 'live';
  if (folder === undefined) return null;
  return (
    <Dialog
      title={t('hot.title')}
      onClose={closeDialog}
      actions={
        <>
          <Button onClick={closeDialog}>{t('common.cancel')}</Button>
          <Button
            look="primary"
            onClick={() => {
              closeDialog();
              void setHot(folder.id, true);
            }}
          >
            {t('hot.confirm')}
          </Button>
        </>
      }
    >
      <p>{t('hot.what', { name: folder.name })}</p>
      <p className={live ? 'hot-warning' : undefined}>{live ? t('hot.spends') : t('hot.free')}</p>
      <p className="hint">{t('hot.how')}</p>
    </Dialog>
  );
}
