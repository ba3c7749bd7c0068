import { RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PhotoId } from '../../electron/contract/index.ts';
import { Button } from '../components/Button.tsx';
import { exportAgain } from '../export/export-again.ts';
import { fadePhotos } from '../state/edits/fade.ts';
import { FadeSlider } from './FadeSlider.tsx';

interface FadePanelProps {
  readonly photos: readonly PhotoId[];
  readonly fade: number | undefined;
  /** Those whose files were written with another fade. */
  readonly outdated: readonly PhotoId[];
}

/** How much of the retouch is applied: decided afterwards, photo by photo, free of charge. */
export function FadePanel({ photos, fade, outdated }: FadePanelProps) {
  const { t } = useTranslation();
  return (
    <section className="panel" aria-label={t('fade.region')}>
      <header className="panel-header">
        <h2>{t('fade.region')}</h2>
      </header>
      <FadeSlider value={fade} disabled={photos.length === 0} onChange={(next) => fadePhotos(photos, next)} />
      <p className="hint">{t('fade.free')}</p>
      {outdated.length > 0 && (
        <div className="reason" role="status">
          <p>{t('again.outdated', { count: outdated.length })}</p>
          <Button
            icon={<RotateCcw size={14} aria-hidden />}
            data-tip={t('again.replaces')}
            data-testid="export-again"
            onClick={() => void exportAgain(outdated)}
          >
            {t('again.action')}
          </Button>
          <p className="hint">{t('again.replaces')}</p>
        </div>
      )}
    </section>
  );
}
