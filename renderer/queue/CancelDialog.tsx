import { useTranslation } from 'react-i18next';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { useSession } from '../state/app.ts';
import { attempt } from '../state/attempt.ts';
import { closeDialog } from '../state/view.ts';

/** Asks before the rest of the queue is given up, and says what happens to what is paid. */
export function CancelDialog() {
  const { t } = useTranslation();
  const queue = useSession((s) => s.queue);
  return (
    <Dialog
      title={t('cancel.title')}
      onClose={closeDialog}
      actions={
        <>
          <Button onClick={closeDialog} data-first-focus>
            {t('cancel.keep')}
          </Button>
          <Button
            look="primary"
            onClick={() => {
              closeDialog();
              void attempt('queue:cancel');
            }}
          >
            {t('cancel.confirm')}
          </Button>
        </>
      }
    >
      <p>{t('cancel.waiting')}</p>
      <p>{queue.inFlight > 0 ? t('cancel.paid', { count: queue.inFlight }) : t('cancel.nothingPaid')}</p>
    </Dialog>
  );
}
