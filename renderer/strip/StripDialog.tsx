import { Dialog } from '../components/Dialog.tsx';
import { useTranslation } from 'react-i18next';
import { useStrip } from '../state/strip.ts';
import { closeDialog } from '../state/view.ts';
import { StripForm } from './StripForm.tsx';
import { StripSheet } from './StripSheet.tsx';
import './strip.css';

/** Several levels beside each other before the whole batch is paid for: first chosen, then looked at. */
export function StripDialog() {
  const { t } = useTranslation();
  const strip = useStrip((s) => s.strip);
  if (strip === undefined) return <StripForm />;
  return (
    <Dialog title={t('strip.title')} onClose={closeDialog} full>
      <StripSheet strip={strip} />
    </Dialog>
  );
}
